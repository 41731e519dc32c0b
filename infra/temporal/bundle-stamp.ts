/**
 * A bundle that was built without the guards, or before the workflow was changed, looks and works
 * like any other until an operator reads history or a replay fails. So the builder stamps each
 * bundle with the SDK's version, a hash of the code and a hash of the sources that it was built
 * from: contract, workflows and guards. The worker compares them with the sources that it finds,
 * and starts on no other bundle. This guards against mistakes, not against an attacker who can
 * write the worker's files.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import sdk from '@temporalio/worker/package.json' with { type: 'json' };
import { product } from '#contract/index.ts';

const repository = join(import.meta.dirname, '../..');
const prefix = `// ${product} bundle `;

/** Thrown for a bundle that the worker must not run. */
export class BundleError extends Error {
  override name = 'BundleError';
  readonly code = 'BUNDLE_NOT_GUARDED';

  constructor() {
    super(
      'The workflow bundle has no guards, was altered, or was built from other sources than these; ' +
        'run npm run bundle',
    );
  }
}

/**
 * The code with its stamp as the first line.
 * @param sources absolute paths of the files that the bundle was built from
 */
export function stamped(code: string, sources: readonly string[]): string {
  const files = sources.map((path) => relative(repository, path)).sort();
  return `${prefix}${stampOf(code, files)}\n${code}`;
}

/** The code without its stamp. @throws BundleError `BUNDLE_NOT_GUARDED` */
export function requireStamp(stampedCode: string): string {
  const end = stampedCode.indexOf('\n');
  const code = stampedCode.slice(end + 1);
  try {
    const stamp = stampedCode.slice(0, end);
    const { files } = JSON.parse(stamp.slice(prefix.length)) as { files: string[] };
    if (stamp === `${prefix}${stampOf(code, files)}`) return code;
  } catch {
    // No stamp, or one that names a file that is gone.
  }
  throw new BundleError();
}

function stampOf(code: string, files: readonly string[]): string {
  const sources = files.map((file) => readFileSync(join(repository, file), 'utf8')).join('\0');
  return JSON.stringify({
    sdk: sdk.version,
    code: sha256(code),
    sources: sha256(sources),
    files,
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
