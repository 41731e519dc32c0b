/**
 * Loaded into the mutants' processes before anything else (`--import`). A mutant without findings
 * proves nothing if its line never ran or had nothing to leak: `leaked` passes a value through and
 * keeps a copy of it in a file.
 */
import { appendFileSync } from 'node:fs';

const file = process.env.MUTANT_REACHED ?? '/dev/null';

function leaked<T>(value: T): T {
  const isText = typeof value === 'string' || value instanceof Uint8Array;
  appendFileSync(file, isText ? value : JSON.stringify(value));
  appendFileSync(file, '\n');
  return value;
}

Object.assign(globalThis, { leaked });
