import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Stack } from '../stack.ts';

/** Every port on which any service listens, public or internal. */
const ports = [
  5432, 8333, 18333, 8888, 18888, 9333, 8080, 8200, 8201, 7233, 7234, 7235, 6933, 3000, 3001, 3002,
  1025, 1080, 3003, 3004,
];

const storage = ['storage:8333', 'storage:18333'];
const temporal = ['temporal:7233', 'temporal:6933'];

/** Which service reaches which. Everything else is refused. */
const allowed: Record<string, string[]> = {
  portal: [
    ...['postgres:5432', ...storage, 'openbao:8200', ...temporal, 'approaches:3003'],
    ...['identity', 'temporal-ui:8080'],
  ],
  worker: ['postgres:5432', ...storage, 'openbao:8200', ...temporal, 'bureau:3001', 'mail:1025'],
  temporal: ['postgres:5432', 'temporal-ui:8080'],
  'temporal-ui': [...temporal, 'identity'],
  identity: ['portal:3000', 'temporal-ui:8080'],
  'codec-server': [
    ...['postgres:5432', ...storage, 'openbao:8200'],
    ...['identity', 'temporal-ui:8080'],
  ],
  approaches: [
    ...['portal:3000', ...storage, 'openbao:8200', ...temporal],
    ...['bureau:3001', 'mail:1025', 'identity', 'temporal-ui:8080'],
  ],
  postgres: temporal,
  storage: [],
  openbao: [],
  bureau: [],
  mail: [],
};

/** Prints which of the addresses, given as JSON, accept a connection. */
const probe = `
  import { connect } from 'node:net';
  const open = await Promise.all(JSON.parse(process.argv[1]).map(({ name, host, port }) =>
    new Promise((resolve) => {
      const socket = connect({ host, port, timeout: 1500 });
      const end = (found) => { resolve(found); socket.destroy(); };
      socket.on('connect', () => end([name]));
      socket.on('error', () => end([]));
      socket.on('timeout', () => end([]));
    })));
  process.stdout.write(JSON.stringify([...new Set(open.flat())]));`;

export function describeNetworks(stack: Stack): void {
  describe('the networks', () => {
    let containers: Map<string, { id: string; addresses: string[] }>;
    const identityPort = Number(new URL(stack.identity).port);
    before(async () => void (containers = await runningContainers(stack)));

    for (const [service, expected] of Object.entries(allowed)) {
      test(`${service} reaches ${expected.join(', ') || 'no service'}, and nothing else`, async () => {
        const targets = [...containers].flatMap(([name, { addresses }]) =>
          name === service
            ? []
            : addresses.flatMap((host) => [
                ...ports.map((port) => ({ name: `${name}:${port}`, host, port })),
                { name, host, port: identityPort },
              ]),
        );
        const id = containers.get(service)?.id;
        const where = ['--rm', `--network=container:${id}`, stack.project, '--input-type=module'];
        const reached = await stack.docker(
          'run',
          ...where,
          '--eval',
          probe,
          JSON.stringify(targets),
        );
        assert.deepEqual((JSON.parse(reached) as string[]).sort(), [...expected].sort());
      });
    }
  });
}

async function runningContainers(
  stack: Stack,
): Promise<Map<string, { id: string; addresses: string[] }>> {
  const ids = (await stack.compose('ps', '--quiet')).trim().split('\n');
  const inspected = JSON.parse(await stack.docker('inspect', ...ids)) as {
    Id: string;
    Config: { Labels: Record<string, string> };
    NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
  }[];
  const entries = inspected.map(({ Id: id, Config, NetworkSettings }) => {
    const addresses = Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
    return [Config.Labels['com.docker.compose.service'] ?? '', { id, addresses }] as const;
  });
  return new Map(entries.filter(([service]) => service !== 'gateway'));
}
