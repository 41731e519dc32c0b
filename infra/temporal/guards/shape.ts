/**
 * Allow-lists for the messages that the SDK sends, by field. A field that is not listed must hold nothing: what
 * a new version of the SDK adds is refused until someone has thought about it. Runs in node and in the sandbox.
 */

/** True for a value that may be sent. */
export type Shape = (value: unknown) => boolean;

/** An object in which each listed field that holds something has its shape, and no other field holds anything. */
export function fields(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(([name, field]) => holdsNothing(field) || shapes[name]?.(field) === true);
}

/** A list whose items all have the shape. */
export function listOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape);
}

/** One of a closed list of values. */
export function oneOf(...values: readonly unknown[]): Shape {
  return (value) => values.includes(value);
}

/** Text that fits the whole pattern. */
export function text(pattern: RegExp): Shape {
  return (value) => typeof value === 'string' && pattern.test(value);
}

/** Only to be used for fields of which the protocol says that they are numbers: counts, enumerations, sequences. */
export const number: Shape = (value) => typeof value === 'number';
export const flag: Shape = (value) => typeof value === 'boolean';
export const nothing: Shape = (value) => holdsNothing(value);
export const uuid = text(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
/** google.protobuf.Duration, whose seconds are a Long. */
export const duration = fields({
  seconds: (value) => number(value) || fields({ low: number, high: number, unsigned: flag })(value),
  nanos: number,
});

function holdsNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  if (typeof value !== 'object') return false;
  return Object.values(value).every(holdsNothing);
}
