/**
 * Guard 5: what the SDK wants to log goes through the allow-list logger. The SDK logs raw errors of activities,
 * puts messages of errors into its own messages, and logs whole tasks when it cannot read one.
 */
import { Runtime } from '@temporalio/worker';
import type { LogLevel, LogMetadata, Logger as SdkLogger } from '@temporalio/worker';
import type { Logger } from 'pino';

/** How messages of the SDK that are worth reading begin. What follows, and any other text, is not logged. */
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
 * Makes this logger the one of the SDK's runtime, of which there is one in each process. Before anything of
 * @temporalio/worker is used. @throws IllegalStateError if the runtime runs already, with another logger
 */
export function installRuntime(logger: Logger): void {
  if (installed) return;
  Runtime.install({
    logger: sdkLogger(logger),
    // The native part would write to the console by itself.
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    // These tell the server the name of this machine, and how busy it is.
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
