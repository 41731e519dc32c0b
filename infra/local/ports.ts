import { randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { LauncherError } from './errors.ts';

/** @throws LauncherError `LAUNCHER_NO_LOOPBACK` */
export async function requireLoopback(): Promise<void> {
  const server = await listenOn(0).catch(() => undefined);
  const isThere = server && (await isListening((server.address() as AddressInfo).port));
  if (server) await close(server);
  if (isThere) return;
  throw new LauncherError(
    'LAUNCHER_NO_LOOPBACK',
    'the services listen on 127.0.0.1, which does not answer here: turn on the loopback interface with IPv4 (ip link set lo up)',
  );
}

/** `count` different ports of the loopback interface that are free at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenOn(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

/**
 * A free port at an address of this machine that only the caller knows: on Linux, one of the 16
 * million of the loopback interface. A page in a browser could try all ports of one address, and
 * not of all of them. Elsewhere the interface has one address, 127.0.0.1.
 */
export async function hiddenAddress(): Promise<{ host: string; port: number }> {
  const host = `127.${randomBytes(3).join('.')}`;
  const server = await listenOn(0, host).catch(() => listenOn(0));
  const { address, port } = server.address() as AddressInfo;
  await close(server);
  return { host: address, port };
}

/** True if something on this machine accepts connections to `port`. */
export function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

/** False if `port` of the loopback interface can be listened on. */
export function isTaken(port: number): Promise<boolean> {
  return listenOn(port)
    .then(close)
    .then(
      () => false,
      () => true,
    );
}

function listenOn(port: number, host = '127.0.0.1'): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

function close(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}
