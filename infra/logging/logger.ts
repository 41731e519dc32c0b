/**
 * Logs that cannot hold data. A list of names to hide forgets the next name; here an attribute is
 * written only if it is in the list below and its value has the shape given there. Everything else
 * is dropped at the last step before the output, so that nothing goes around it: messages, nested
 * objects, bindings and serialisers of child loggers.
 */
import pino from 'pino';
import type { DestinationStream, Logger as PinoLogger } from 'pino';
import { isReference, isRoutingCode, loggedReferences } from '#contract/index.ts';
import { flag, number, text, uuid } from '#infra/allow-list/shapes.ts';
import type { Shape } from '#infra/allow-list/shapes.ts';
import { describeError, isErrorDescription } from './describe-error.ts';

const allowListed = Symbol('allow-listed');

/**
 * A logger that `createLogger` made. The guards accept no other: a plain pino logger writes data.
 */
export type Logger = PinoLogger & { readonly [allowListed]: true };

/** Thrown for a logger that could write data. */
export class LoggerError extends Error {
  override name = 'LoggerError';
  readonly code = 'LOGGER_NOT_GUARDED';

  constructor() {
    super('The logger was not made by createLogger, so it could write data');
  }
}

/**
 * Refuses any other logger at run time, for what a cast let past the compiler. Child loggers pass.
 * @throws LoggerError `LOGGER_NOT_GUARDED`
 */
export function requireAllowListLogger(logger: Logger): void {
  if ((logger as Partial<Logger>)[allowListed] !== true) throw new LoggerError();
}

/** A name that is written in the source code. */
const name = text(/^[A-Za-z][A-Za-z-]{0,48}$/);
const reference: Shape = (value) => isReference(value);

/** Every attribute that may be written. */
const attributes: Readonly<Record<string, Shape>> = {
  level: name,
  time: text(/^[\d:.TZ-]{20,30}$/),
  name,
  event: name,
  code: text(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/),
  error: isErrorDescription,
  // Where pino puts an error that is logged on its own.
  err: isErrorDescription,
  // what the line is about
  ...Object.fromEntries(loggedReferences.map((attribute) => [attribute, reference])),
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
  // A place in the code of the SDK's native part; nothing else of its messages is kept.
  target: text(/^[a-z][a-z0-9_:]{0,80}$/),
  state: name,
  // A name from the table of a process's dependencies.
  dependency: name,
  outcome: (value) => isRoutingCode(value),
  mode: name,
  // Patterns of routes (`/applications/:ref`), never addresses: those hold references, or user
  // input.
  method: text(/^[A-Z]{3,7}$/),
  route: text(/^[a-z*{}/:-]{1,80}$/i),
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
  /** The process, such as `portal`; on every line. */
  name: string;
  level?: string;
}

/**
 * A pino logger that writes JSON lines to standard output. Call it with one object, such as
 * `logger.warn({ event: 'mail-refused', application, error })`. Of an error it writes the name, the
 * code and the place.
 * @param output where to write, for tests
 */
export function createLogger(
  options: LoggerOptions,
  output: DestinationStream = pino.destination(1),
): Logger {
  const logger = pino(
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
  return Object.assign(logger, { [allowListed]: true } as const);
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
    // The output of a toJSON: its text must not be logged.
    return {};
  }
}
