/**
 * Loaded into the mutants' processes before anything else (`--import`). A mutant without findings
 * proves nothing if its line never ran or had nothing to leak: `leaked` passes a value through and
 * keeps a copy of it in a file, a line of JSON for each.
 */
import { appendFileSync } from 'node:fs';

const file = process.env.MUTANT_REACHED ?? '/dev/null';

function leaked<T>(value: T): T {
  const record = value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  appendFileSync(file, `${JSON.stringify(record)}\n`);
  return value;
}

Object.assign(globalThis, { leaked });
