import type { Logger } from './logger.ts';

/**
 * Ends the process at an error that nothing handles, rejections included, with a line that has the
 * error's name, code and place. Node would print its message, which may quote data.
 */
export function logCrashes(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    logger.fatal({ event: 'crashed', error });
    process.exit(1);
  });
}
