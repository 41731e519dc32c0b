import { parseArgs } from 'node:util';
import { basename, resolve } from 'node:path';

const keyProviders = ['local-file', 'openbao', 'aws-kms'] as const;
export type KeyProviderName = (typeof keyProviders)[number];

export interface Options {
  /** Absolute path; the folder is missing or empty. */
  folder: string;
  /**
   * Lower case, with hyphens: the package's name, and the prefix of settings, roles and buckets.
   */
  name: string;
  /** For production; the launcher and the tests always use a key file. */
  keys: KeyProviderName;
  /** Without the example: empty lists, no activities. */
  empty: boolean;
}

export const usage = `npm run adopt -- FOLDER [--name NAME] [--keys ${keyProviders.join('|')}] [--empty]

Writes a project of its own to FOLDER: the contract, the vault, the guards and what they stand on, with
patient intake as an example.

  --name   the product's name, in lower case with hyphens   (the folder's name)
  --keys   the key provider for production                  (local-file)
  --empty  leave the example out`;

/** Thrown for an invalid command line, a folder in use, or packages that npm cannot resolve. */
export class AdoptError extends Error {
  override name = 'AdoptError';
  readonly code: 'ADOPT_USAGE' | 'ADOPT_FOLDER_NOT_EMPTY' | 'ADOPT_NO_LOCK_FILE';

  constructor(code: AdoptError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws AdoptError `ADOPT_USAGE` */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parse(args);
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new AdoptError('ADOPT_USAGE', usage);
  const name = values.name ?? basename(resolve(folder));
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 30) {
    throw new AdoptError(
      'ADOPT_USAGE',
      '--name takes at most 30 lower-case letters, digits and hyphens, and begins with a letter',
    );
  }
  const keys = keyProviders.find((provider) => provider === values.keys);
  if (!keys) throw new AdoptError('ADOPT_USAGE', `--keys takes ${keyProviders.join(', ')}`);
  return { folder: resolve(folder), name, keys, empty: values.empty };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        keys: { type: 'string', default: 'local-file' },
        empty: { type: 'boolean', default: false },
      },
    });
  } catch {
    throw new AdoptError('ADOPT_USAGE', usage);
  }
}
