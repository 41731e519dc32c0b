/** Forwards connections byte for byte, so that a client speaks to the service itself. */
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

const services = {
  5432: 'postgres',
  8333: 'storage',
  18333: 'storage',
  8200: 'openbao',
  7233: 'temporal',
  6933: 'temporal',
  3001: 'bureau',
  1025: 'mail',
};

for (const [port, host] of Object.entries(services)) {
  createServer((client) => {
    const service = connect(Number(port), host);
    join(client, service);
    join(service, client);
  }).listen(Number(port), '0.0.0.0');
}

function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroy());
}

process.on('SIGTERM', () => process.exit(0));
