/**
 * Allow-lists by field: for the messages that the Temporal SDK sends, and for log lines. A field
 * that is not listed must hold nothing, so what a new version of the SDK adds is refused until an
 * engineer has thought about it. Runs in node and in the workflow sandbox.
 */

/** True for a value that may be sent, or logged. */
export type Shape = (value: unknown) => boolean;

/**
 * An object in which each listed field is empty or has its shape, and every other field is empty.
 */
export function fields(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([name, field]) => isEmpty(field) || shapes[name]?.(field) === true,
    );
}

/** A list whose items all have the shape. */
export function listOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape);
}

/** One of a closed list of values. */
export function oneOf(...values: readonly unknown[]): Shape {
  return (value) => values.includes(value);
}

/** The same as a message that the same code has made. */
export function sameAs(expected: unknown): Shape {
  const text = JSON.stringify(expected);
  return (value) => JSON.stringify(value) === text;
}

/** Text that matches the pattern. */
export function text(pattern: RegExp): Shape {
  return (value) => typeof value === 'string' && pattern.test(value);
}

/** For fields that are numbers by protocol: counts, enumerations, sequences. */
export const number: Shape = (value) => typeof value === 'number';
export const flag: Shape = (value) => typeof value === 'boolean';
/** For what the server made and expects back unchanged, such as the ID of a query. */
export const echoed: Shape = () => true;
export const uuid = text(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const long = fields({ low: number, high: number, unsigned: flag });
/** google.protobuf.Duration */
export const duration = fields({ seconds: (value) => number(value) || long(value), nanos: number });

/**
 * Nothing that could be read: neither a value, nor a key, nor how many there are. So a map whose
 * values are all empty is not empty, nor is a list of empty messages.
 */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false)
    return true;
  if (typeof value !== 'object') return false;
  // Bytes are not empty even if they are all zero.
  if (ArrayBuffer.isView(value)) return value.byteLength === 0;
  if (Array.isArray(value)) return value.length === 0;
  return Object.values(value).every((field) => field === undefined || field === null);
}
