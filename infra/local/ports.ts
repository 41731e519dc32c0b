import { execFile } from 'node:child_process';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { promisify } from 'node:util';
import { LauncherError } from './errors.ts';

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
  const wanted = { ...wellKnownPorts, ...more };
  if (how === 'auto') {
    const names = Object.keys(wanted);
    const free = await freePorts(names.length);
    return Object.fromEntries(names.map((name, index) => [name, free[index]])) as Ports;
  }
  for (const [name, port] of Object.entries(wanted)) await assertFree(port, name);
  return wanted;
}

/** `count` different ports of the loopback interface that are free at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenOn(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

/** True if something on this machine accepts connections to `port`. */
export function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

async function assertFree(port: number, purpose: string): Promise<void> {
  // A browser may take `localhost` for ::1, where another server would answer in our place.
  const answered = (await isListening(port)) || (await isListening(port, '::1'));
  if (!answered && (await listenOn(port).then(close, () => 'taken')) !== 'taken') return;
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

function listenOn(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function close(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}
