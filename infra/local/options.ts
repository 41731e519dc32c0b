import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LauncherError } from './errors.ts';

export interface Options {
  help: boolean;
  /** Where everything is kept. */
  stateFolder: string;
  /** Forget what earlier starts kept. */
  fresh: boolean;
  /** Well-known ports, or whichever are free. */
  ports: 'fixed' | 'auto';
  /** Where to record the processes' traffic; without it none is recorded. */
  tap?: string;
}

const repository = join(import.meta.dirname, '../..');

/** Downloaded programs: kept by a fresh start, and shared by all state folders. */
export const programsFolder = join(repository, '.harbor/programs');

export const usage = `npm start -- [options]
  --fresh            forget what earlier starts kept (downloaded programs stay)
  --state-dir DIR    keep everything in DIR instead of .harbor
  --ports auto       take free ports instead of the well-known ones
  --tap DIR          keep in DIR everything that the processes send and receive (for the leak audit)`;

/**
 * Reads the command line.
 * @throws LauncherError `LAUNCHER_BAD_OPTION`
 */
export function readOptions(args: string[]): Options {
  const { values } = parse(args);
  const ports = values.ports ?? 'fixed';
  if (ports !== 'fixed' && ports !== 'auto') throw badOption('--ports is "auto" or "fixed"');
  return {
    help: values.help ?? false,
    stateFolder: resolve(values['state-dir'] ?? join(repository, '.harbor')),
    fresh: values.fresh ?? false,
    ports,
    ...(values.tap !== undefined && { tap: resolve(values.tap) }),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h' },
        fresh: { type: 'boolean' },
        'state-dir': { type: 'string' },
        ports: { type: 'string' },
        tap: { type: 'string' },
      },
    });
  } catch (error) {
    throw badOption((error as Error).message);
  }
}

function badOption(message: string): LauncherError {
  return new LauncherError('LAUNCHER_BAD_OPTION', `${message}\n\n${usage}`);
}
