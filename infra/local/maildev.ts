import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startGate } from './gate.ts';
import type { GatedPage } from './gate.ts';
import { hiddenAddress, isListening } from './ports.ts';
import type { StartProcess } from './processes.ts';

export interface MaildevOptions {
  start: StartProcess;
  folder: string;
  smtpPort: number;
  /** Where a browser finds its page, and the key that opens it. */
  page: GatedPage;
}

/**
 * Starts a mail server that delivers nothing: it keeps every mail in `folder` and shows it in the
 * browser. Returns the address of its API.
 */
export async function startMaildev({
  start,
  folder,
  smtpPort,
  page,
}: MaildevOptions): Promise<string> {
  const web = await hiddenAddress();
  const target = `http://${web.host}:${web.port}`;
  const program = join(dirname(fileURLToPath(import.meta.resolve('maildev'))), 'bin/maildev.js');
  await start({
    name: 'maildev',
    command: process.execPath,
    args: [
      ...[program, '--ip', '127.0.0.1', '--smtp', String(smtpPort)],
      ...['--web-ip', web.host, '--web', String(web.port)],
      ...['--mail-directory', folder, '--max-emails', '1000'],
      // Its log would hold senders, recipients and subjects.
      '--silent',
    ],
    ready: async () => (await isListening(smtpPort)) && (await isListening(web.port, web.host)),
  });
  await startGate({ ...page, target });
  return `${target}/api`;
}
