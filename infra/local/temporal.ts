import { randomUUID } from 'node:crypto';
import { startGate } from './gate.ts';
import type { GatedPage } from './gate.ts';
import { hiddenAddress } from './ports.ts';
import type { RunningProcess } from './process.ts';
import type { StartProcess } from './processes.ts';

export interface TemporalOptions {
  start: StartProcess;
  program: string;
  port: number;
  /** Where a browser finds its page, and the key that opens it. Without it there is no page. */
  ui?: GatedPage;
  /** The SQLite file that keeps history over a restart; without it, history is in memory. */
  databaseFile?: string;
}

/**
 * Starts the Temporal development server, with the namespace `default`, on loopback and without
 * TLS.
 */
export async function startTemporal(options: TemporalOptions): Promise<RunningProcess> {
  const { start, program, port, ui, databaseFile } = options;
  const page = ui && (await hiddenAddress());
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)];
  args.push('--log-level', 'warn', '--log-format', 'json');
  args.push(
    ...(page ? ['--ui-ip', page.host, '--ui-port', String(page.port)] : ['--headless']),
    '--ui-disable-news-fetch',
    // Its HTTP interface cannot be turned off, and takes commands from any page in a browser, by
    // any name. Known by a name that no one is told, it takes them from no one.
    ...['--dynamic-config-value', `frontend.httpAllowedHosts=["${randomUUID()}.invalid"]`],
  );
  if (databaseFile) args.push('--db-filename', databaseFile);
  const server = await start({
    name: 'temporal',
    command: program,
    args,
    // It prints its addresses once the frontend serves.
    ready: /^Temporal Server:/,
  });
  if (ui && page) await startGate({ ...ui, target: `http://${page.host}:${page.port}` });
  return server;
}
