/**
 * Relays in front of the services that record traffic, as an eavesdropper on this machine's
 * loopback would.
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Installation } from './installation.ts';
import type { Ports } from './well-known-ports.ts';

/** Where data could travel. Our processes have no other connections to each other. */
export const tapped = ['portal', 'credit-bureau', 'temporal', 'postgres', 's3', 'smtp'] as const;

export interface Tap {
  folder: string;
  /** The ports by which the services are reached. */
  ports: Ports;
}

/**
 * Puts a relay in front of each tapped port. Each connection's bytes are in two files,
 * `<folder>/<service>/<number>` and then `-to-server` or `-from-server`.
 */
export async function startTap(folder: string, ports: Ports): Promise<Tap> {
  const relayed = tapped.map(
    async (name) => [name, await startRelay(join(folder, name), ports[name])] as const,
  );
  return { folder, ports: { ...ports, ...Object.fromEntries(await Promise.all(relayed)) } };
}

/** The installation for processes that use the relays. */
export function throughTap(installation: Installation, { ports }: Tap): Installation {
  const { databaseUrl } = installation;
  return {
    ...installation,
    ports,
    databaseUrl: (role) => atPort(databaseUrl(role), ports.postgres),
  };
}

/** Listens on a free port, forwards to `port`, and records both directions. */
export async function startRelay(folder: string, port: number): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let connections = 0;
  // A side that has finished sending may still receive.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    relay(client, port, join(folder, String((connections += 1)).padStart(4, '0')));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return (server.address() as AddressInfo).port;
}

function relay(client: Socket, port: number, record: string): void {
  const server = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  keep(client, `${record}-to-server`);
  keep(server, `${record}-from-server`);
  client.pipe(server).pipe(client);
  // When one side breaks off, the other must notice.
  client.on('error', () => {}).on('close', () => server.destroy());
  server.on('error', () => {}).on('close', () => client.destroy());
}

function keep(socket: Socket, file: string): void {
  const record = createWriteStream(file, { mode: 0o600 });
  socket.on('data', (bytes) => record.write(bytes)).on('close', () => record.end());
}

function atPort(address: string, port: number): string {
  return Object.assign(new URL(address), { port: String(port) }).href;
}
