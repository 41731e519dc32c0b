/**
 * In the sandbox, `console.log` writes directly to the worker's standard output, past every filter.
 * Here it only logs that it was called. Workflows use `log` from @temporalio/workflow, which goes
 * through the worker's logger.
 */
import { log } from '@temporalio/workflow';

const methods = ['log', 'warn', 'error', 'info', 'debug', 'trace', 'dir', 'table'] as const;

export function silenceConsole(): void {
  const note = (): void => log.warn('console-silenced');
  const silent = Object.fromEntries(methods.map((method) => [method, note]));
  Object.defineProperty(globalThis, 'console', {
    value: silent,
    writable: false,
    configurable: true,
  });
}
