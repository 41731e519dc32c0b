/**
 * Guard 5: what the SDK logs goes through the allow-list logger. The SDK logs raw errors of
 * activities, puts messages of errors into its own messages, and logs whole tasks that it cannot
 * read.
 */
import { Runtime } from '@temporalio/worker';
import type { LogLevel, LogMetadata, Logger as SdkLogger } from '@temporalio/worker';
import { requireAllowListLogger } from '#infra/logging/logger.ts';
import type { Logger } from '#infra/logging/logger.ts';

/**
 * How the SDK's useful messages begin, and our event for each. What follows the beginning, and any
 * other message, is dropped.
 */
const events: Readonly<Record<string, string>> = {
  'Worker state changed': 'worker-state-changed',
  'Worker failed': 'worker-failed',
  'Activity failed': 'activity-failed',
  'Workflow failed': 'workflow-failed',
  'Failed to process Workflow Activation': 'workflow-task-failed',
  'Error while processing ActivityTask.start': 'activity-not-started',
  'Failed to encode heartbeat details, cancelling Activity': 'heartbeat-refused',
  'command-refused': 'command-refused',
  'console-silenced': 'console-silenced',
};

const pinoLevels = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const;

let installed = false;

/**
 * Installs the logger in the SDK's runtime, of which each process has one. Call it before any other
 * use of @temporalio/worker.
 * @throws LoggerError `LOGGER_NOT_GUARDED` for a logger that `createLogger` did not make
 * @throws IllegalStateError if the runtime runs already, with another logger
 */
export function installRuntime(logger: Logger): void {
  requireAllowListLogger(logger);
  if (installed) return;
  Runtime.install({
    logger: sdkLogger(logger),
    // By default the native part writes to the console.
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    // Heartbeats tell the server this machine's name and load.
    workerHeartbeatInterval: 0,
  });
  installed = true;
}

function sdkLogger(logger: Logger): SdkLogger {
  const log = (level: LogLevel, message: string, meta: LogMetadata = {}): void => {
    const begins = Object.keys(events).find((beginning) => message.startsWith(beginning));
    logger[pinoLevels[level]]({ ...meta, event: events[begins ?? ''] ?? 'sdk' });
  };
  return {
    log,
    trace: (message, meta) => log('TRACE', message, meta),
    debug: (message, meta) => log('DEBUG', message, meta),
    info: (message, meta) => log('INFO', message, meta),
    warn: (message, meta) => log('WARN', message, meta),
    error: (message, meta) => log('ERROR', message, meta),
  };
}
