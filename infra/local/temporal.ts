import type { RunningProcess } from './process.ts';
import type { StartProcess } from './processes.ts';

export interface TemporalOptions {
  start: StartProcess;
  program: string;
  port: number;
  /** Without it there is no web interface. */
  uiPort?: number;
  /** The SQLite file that keeps history over a restart; without it, history is in memory. */
  databaseFile?: string;
}

/**
 * Starts the Temporal development server, with the namespace `default`, on loopback and without
 * TLS.
 */
export function startTemporal(options: TemporalOptions): Promise<RunningProcess> {
  const { start, program, port, uiPort, databaseFile } = options;
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)];
  args.push('--log-level', 'warn', '--log-format', 'json');
  args.push(
    ...(uiPort ? ['--ui-port', String(uiPort), '--ui-disable-news-fetch'] : ['--headless']),
  );
  if (databaseFile) args.push('--db-filename', databaseFile);
  return start({
    name: 'temporal',
    command: program,
    args,
    // It prints its addresses once the frontend serves.
    ready: /^Temporal Server:/,
  });
}
