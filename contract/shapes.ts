/**
 * What a step takes and gives, as values that can be checked: which kind of reference, which codes,
 * how many. A word from the list of codes says nothing; nine of them in an unusual order are a
 * social security number. So the guards ask for the shape of each place, and not for the grammar.
 */
import { isReference } from './grammar.ts';
import type { FailureType, Reference, ReferenceKind, RoutingCode } from './grammar.ts';
import type { PolicyName } from './policies.ts';

/** True for a value of the shape. The types of steps derive from it. */
export type Shape<Value = unknown> = (value: unknown) => value is Value;
export type ValueOf<S> = S extends Shape<infer Value> ? Value : never;

/** What goes in and what comes out. */
export interface Signature {
  takes: readonly Shape[];
  gives: Shape;
}

/** The signature of an activity. */
export interface ActivitySignature extends Signature {
  policy: PolicyName;
  /** The failures that it may throw; any other becomes `Redacted`. Default: none. */
  fails?: readonly FailureType[];
  /** What its heartbeats carry to the next attempt. Default: nothing. */
  beats?: Shape;
}

type Time = `${number} ${'seconds' | 'minute' | 'minutes' | 'days'}`;

/**
 * How long a step may take, and how often it is retried, as Temporal's ActivityOptions name it. What
 * is missing is Temporal's default.
 */
export interface Policy {
  startToCloseTimeout: Time;
  scheduleToCloseTimeout?: Time;
  heartbeatTimeout?: Time;
  retry: {
    maximumAttempts?: number;
    maximumInterval?: Time;
    nonRetryableErrorTypes?: FailureType[];
  };
}

/** The signature of a workflow. */
export interface WorkflowSignature extends Signature {
  /** How long its timers may run. Default: it has none. */
  timers?: readonly string[];
}

/** The values of several shapes, in their order. */
export type ValuesOf<Shapes extends readonly Shape[]> = {
  -readonly [Index in keyof Shapes]: ValueOf<Shapes[Index]>;
};

/** The steps of a table of signatures, as functions. */
export type FunctionsOf<Table extends Readonly<Record<string, Signature>>> = {
  [Name in keyof Table]: (
    ...args: ValuesOf<Table[Name]['takes']>
  ) => Promise<ValueOf<Table[Name]['gives']>>;
};

/** A reference of one kind. */
export function ref<Kind extends ReferenceKind>(kind: Kind): Shape<Reference<Kind>> {
  return (value): value is Reference<Kind> => isReference(value, kind);
}

/** One of these routing codes. */
export function oneOf<Code extends RoutingCode>(...codes: readonly Code[]): Shape<Code> {
  return (value): value is Code => (codes as readonly unknown[]).includes(value);
}

/** A list with exactly these items. */
export function tuple<const Items extends readonly Shape[]>(
  ...items: Items
): Shape<ValuesOf<Items>> {
  return (value): value is never => Array.isArray(value) && fits(items, value as unknown[]);
}

/**
 * A list of `least` to `most` items of one shape, no two of them the same: how often one is repeated
 * would be a digit.
 */
export function listOf<Item>(item: Shape<Item>, least: number, most: number): Shape<Item[]> {
  return (value): value is Item[] =>
    Array.isArray(value) &&
    value.length >= least &&
    value.length <= most &&
    new Set(value).size === value.length &&
    value.every(item);
}

/** No value. */
export const nothing: Shape<void> = (value): value is void => value === undefined || value === null;

/** True if each of the values has the shape of its place, and there are no more of them. */
export function fits(shapes: readonly Shape[], values: readonly unknown[]): boolean {
  return shapes.length === values.length && shapes.every((shape, index) => shape(values[index]));
}
