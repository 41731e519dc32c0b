/**
 * The log of the SDK and the steps in the unguarded approaches: everything, including the messages
 * of errors. That is the point; the product's worker uses infra/temporal/sdk-logger.ts.
 */
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';

/**
 * A logger that writes JSON lines, where the SDK's default one would write text. @param write for
 * tests
 */
export function createCarelessLog(
  write: (line: string) => void = (line) => void process.stdout.write(line),
): DefaultLogger {
  return new DefaultLogger('INFO', (entry) => write(`${JSON.stringify(lineOf(entry))}\n`));
}

/** Installs it in the SDK's runtime. Call it before anything else of @temporalio/worker. */
export function installCarelessRuntime(logger: DefaultLogger): void {
  Runtime.install({
    logger,
    // main.ts stops the workers.
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  });
}

function lineOf({ level, message, meta = {} }: LogEntry): object {
  const { error, ...rest } = meta as Record<string, unknown>;
  const time = new Date().toISOString();
  return { time, level, message, ...rest, ...(error !== undefined && { error: inFull(error) }) };
}

/** With its causes: stack traces begin with messages. */
function inFull(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  return { stack: error.stack, ...(error.cause ? { cause: inFull(error.cause) } : {}) };
}
