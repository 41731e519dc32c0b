/**
 * A bundle built without the guards looks like any other and works like any other, until somebody reads history.
 * So the builder stamps what it built with the guards, and the worker starts on nothing else. The stamp says
 * which guards, which contract and which SDK: a bundle that was left over from before is refused too. It is made
 * against mistakes, not against whoever can write to the worker's files.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sdk from '@temporalio/worker/package.json' with { type: 'json' };

const folder = import.meta.dirname;

/** Thrown for a bundle that the worker must not run. */
export class BundleError extends Error {
  override name = 'BundleError';
  readonly code = 'BUNDLE_NOT_GUARDED';

  constructor() {
    super(
      'The workflow bundle has no guards, other guards than this worker, or was altered; run npm run bundle',
    );
  }
}

/** The code with its stamp as the first line. */
export function stamped(code: string): string {
  return `${stampOf(code)}\n${code}`;
}

/** The code without its stamp. @throws BundleError `BUNDLE_NOT_GUARDED` */
export function requireStamp(stampedCode: string): string {
  const end = stampedCode.indexOf('\n');
  const code = stampedCode.slice(end + 1);
  if (stampedCode.slice(0, end) !== stampOf(code)) throw new BundleError();
  return code;
}

function stampOf(code: string): string {
  return `// harbor guards ${guardsHash()} sdk ${sdk.version} code ${sha256(code)}`;
}

/** Over what the guards are made of, in the bundle and in the worker alike. */
function guardsHash(): string {
  const guards = readdirSync(join(folder, 'guards')).filter((name) =>
    /(?<!\.test)\.ts$/.test(name),
  );
  const files = [
    ...guards.sort().map((name) => join('guards', name)),
    'failures.ts',
    '../../contract/index.ts',
  ];
  return sha256(files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\0'));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
