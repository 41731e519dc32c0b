/**
 * Logs that cannot hold data. A list of names to hide forgets the next name; here an attribute is written only if
 * it is in the list below and its value has the shape given there. All else is dropped, at the last place before
 * the output, so that nothing goes around it: messages, nested objects, bindings and serialisers of child loggers.
 */
import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { isReference, isRoutingCode } from '#contract/index.ts';
import { describeError, isErrorDescription } from './describe-error.ts';

export type { Logger } from 'pino';

type Shape = (value: unknown) => boolean;

const matches =
  (pattern: RegExp): Shape =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const number: Shape = (value) => typeof value === 'number';
const flag: Shape = (value) => typeof value === 'boolean';
/** A name that stands in the program's text. */
const name = matches(/^[A-Za-z][A-Za-z-]{0,48}$/);
const uuid = matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const reference: Shape = (value) => isReference(value);

/** Every attribute that may be written. */
const attributes: Readonly<Record<string, Shape>> = {
  level: name,
  time: matches(/^[\d:.TZ-]{20,30}$/),
  name,
  event: name,
  code: matches(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/),
  error: isErrorDescription,
  // Where pino puts an error that is logged by itself.
  err: isErrorDescription,
  // what it is about
  application: reference,
  document: reference,
  workflowId: reference,
  updateId: (value) => isReference(value) || uuid(value),
  runId: uuid,
  workflowRunId: uuid,
  requestId: uuid,
  activityType: name,
  workflowType: name,
  updateName: name,
  taskQueue: name,
  sdkComponent: name,
  // The native part of the SDK says where in its code it is, and nothing else of its messages is kept.
  target: matches(/^[a-z][a-z0-9_:]{0,80}$/),
  state: name,
  outcome: (value) => isRoutingCode(value),
  mode: name,
  // Patterns of routes (`/applications/:ref`), never addresses: those hold references, or what somebody typed.
  method: matches(/^[A-Z]{3,7}$/),
  route: matches(/^[a-z*{}/:-]{1,80}$/i),
  // how much
  status: number,
  ms: number,
  durationMs: number,
  attempt: number,
  count: number,
  bytes: number,
  port: number,
  retryable: flag,
};

export interface LoggerOptions {
  /** Of the process. */
  name: string;
  level?: string;
}

/**
 * A pino logger that writes JSON lines to standard output. Call it with one object:
 * `logger.warn({ event: 'mail-refused', application, error })`. Of an error it writes the name and the code.
 * @param output where to write to, for tests
 */
export function createLogger(
  options: LoggerOptions,
  output: DestinationStream = pino.destination(1),
): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: { name: options.name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      serializers: { error: describeError, err: describeError },
      hooks: { streamWrite: allowed },
    },
    output,
  );
}

function allowed(line: string): string {
  const isAllowed = ([key, value]: [string, unknown]) => attributes[key]?.(value) === true;
  const entries = Object.entries(parsed(line)).filter(isAllowed);
  return `${JSON.stringify(Object.fromEntries(entries))}\n`;
}

function parsed(line: string): object {
  try {
    return JSON.parse(line) as object;
  } catch {
    // What some toJSON made of it. Its text is what must not be seen.
    return {};
  }
}
