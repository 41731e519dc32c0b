import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isListening } from './ports.ts';
import type { RunningProcess } from './process.ts';
import type { StartProcess } from './processes.ts';

export interface MaildevOptions {
  start: StartProcess;
  folder: string;
  smtpPort: number;
  webPort: number;
}

/**
 * Starts a mail server that delivers nothing: it keeps every mail in `folder` and shows it in the
 * browser.
 */
export function startMaildev({
  start,
  folder,
  smtpPort,
  webPort,
}: MaildevOptions): Promise<RunningProcess> {
  const program = join(dirname(fileURLToPath(import.meta.resolve('maildev'))), 'bin/maildev.js');
  return start({
    name: 'maildev',
    command: process.execPath,
    args: [
      ...[program, '--ip', '127.0.0.1', '--smtp', String(smtpPort)],
      ...['--web-ip', '127.0.0.1', '--web', String(webPort)],
      ...['--mail-directory', folder, '--max-emails', '1000'],
      // Its log would hold senders, recipients and subjects.
      '--silent',
    ],
    ready: async () => (await isListening(smtpPort)) && (await isListening(webPort)),
  });
}
