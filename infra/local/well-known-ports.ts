/** Where this repository's launcher puts each service and process, so that people find them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LauncherError } from './errors.ts';
import { freePorts, isListening, isTaken, requireLoopback } from './ports.ts';

const wellKnownPorts = {
  portal: 3000,
  'credit-bureau': 3001,
  identity: 3005,
  temporal: 7233,
  'temporal-ui': 8233,
  postgres: 5433,
  s3: 8333,
  mail: 1080,
  smtp: 1025,
};
export type Ports = typeof wellKnownPorts;

/**
 * The ports that the services and processes will listen on.
 * @param more the well-known ports of a wing
 * @throws LauncherError `LAUNCHER_PORT_TAKEN`, naming the port, its purpose and, if it can be found
 *   out, the process that has it
 */
export async function choosePorts(
  how: 'fixed' | 'auto',
  more: Readonly<Record<string, number>> = {},
): Promise<Ports> {
  await requireLoopback();
  const wanted = { ...wellKnownPorts, ...more };
  if (how === 'auto') {
    const names = Object.keys(wanted);
    const free = await freePorts(names.length);
    return Object.fromEntries(names.map((name, index) => [name, free[index]])) as Ports;
  }
  for (const [name, port] of Object.entries(wanted)) await assertFree(port, name);
  return wanted;
}

async function assertFree(port: number, purpose: string): Promise<void> {
  // A browser may take `localhost` for ::1, where another server would answer in our place.
  const answered = (await isListening(port)) || (await isListening(port, '::1'));
  if (!answered && !(await isTaken(port))) return;
  const holder = await holderOf(port);
  const by = holder ? ` by ${holder}` : '';
  throw new LauncherError(
    'LAUNCHER_PORT_TAKEN',
    `port ${port}, which the ${purpose} needs, is taken${by}; free it, or start with --ports auto`,
  );
}

/** The process that listens on `port`, if a tool to find out is installed and permitted. */
async function holderOf(port: number): Promise<string | undefined> {
  const lsof = await output('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  const [, pid, name] = /^p(\d+)\nc(.*)$/m.exec(lsof) ?? [];
  if (pid) return `${name} (process ${pid})`;
  const ss = await output('ss', ['-ltnpH', `sport = :${port}`]);
  const [, command, id] = /\("([^"]*)",pid=(\d+)/.exec(ss) ?? [];
  return id ? `${command} (process ${id})` : undefined;
}

async function output(command: string, args: string[]): Promise<string> {
  return promisify(execFile)(command, args).then(
    ({ stdout }) => stdout,
    () => '',
  );
}
