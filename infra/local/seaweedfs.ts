import { once } from 'node:events';
import { mkdir, writeFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { freePorts } from './ports.ts';
import type { RunningProcess } from './process.ts';
import type { StartProcess } from './processes.ts';
import { createInternal } from './seaweedfs-internal.ts';
import type { Internal } from './seaweedfs-internal.ts';

export interface S3Identity {
  name: string;
  accessKeyId: string;
  secretAccessKey: string;
  /**
   * Its rights: `Admin`, or `Read`, `Write` and `List`, each followed by `:bucket` or
   * `:bucket/prefix*`.
   */
  actions: string[];
}

export interface SeaweedOptions {
  start: StartProcess;
  program: string;
  folder: string;
  port: number;
  identities: S3Identity[];
}

/**
 * Starts SeaweedFS with its S3 gateway on `port`, which checks signatures and knows only
 * `identities`.
 */
export async function startSeaweedfs(options: SeaweedOptions): Promise<RunningProcess> {
  const { start, program, folder, port, identities } = options;
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true, mode: 0o700 });
  const identitiesFile = join(folder, 'identities.json');
  await writeFile(identitiesFile, JSON.stringify(configOf(identities)), { mode: 0o600 });
  const internal = await createInternal(folder);
  const ports = await internalPorts();
  const process = await start({
    name: 'seaweedfs',
    command: program,
    args: [
      '-logtostderr',
      'mini',
      `-dir=${data}`,
      '-ip=127.0.0.1',
      '-ip.bind=127.0.0.1',
      `-s3.port=${port}`,
      `-s3.config=${identitiesFile}`,
      ...Object.entries(ports).map(([option, value]) => `-${option}=${value}`),
      ...unwanted,
    ],
    // One volume a bucket, not seven: a demo has little data, and tests make many buckets.
    env: { WEED_MASTER_VOLUME_GROWTH_COPY_1: '1', ...internal.settings },
    cwd: folder,
    ready: () => canStore(port, ports['master.port'], internal),
  });
  void process.exited.then(() => removeSockets([port, ...Object.values(ports)]));
  return process;
}

/** Parts that the demo does not use, and telemetry. */
const unwanted = [
  '-webdav=false',
  '-admin.ui=false',
  '-s3.port.iceberg=0',
  '-s3.port.lance=0',
  '-s3.iam=false',
  '-master.telemetry=false',
];

/** Ports that only the parts of SeaweedFS use among themselves. */
async function internalPorts() {
  const names = ['master.port', 'volume.port', 'filer.port', 's3.port.grpc', 'admin.port'] as const;
  const more = [
    'master.port.grpc',
    'volume.port.grpc',
    'filer.port.grpc',
    'admin.port.grpc',
  ] as const;
  const ports = await freePorts(names.length + more.length);
  const named = [...names, ...more].map((name, index) => [name, ports[index]] as const);
  return Object.fromEntries(named) as Record<(typeof names | typeof more)[number], number>;
}

/** The gateway answers before there is a volume to write to, and a write would fail until then. */
async function canStore(port: number, masterPort: number, internal: Internal): Promise<boolean> {
  const gateway = await fetch(`http://127.0.0.1:${port}/healthz`);
  const { cert, key } = internal;
  const asked = get(`https://127.0.0.1:${masterPort}/dir/status`, { cert, key, ca: cert });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const { Topology } = (await json(answer)) as { Topology: { Max: number } };
  return gateway.ok && Topology.Max > 0;
}

/** SeaweedFS also listens on sockets in /tmp, which no option turns off, and leaves them behind. */
async function removeSockets(ports: number[]): Promise<void> {
  const parts = [
    's3',
    'filer',
    's3-grpc',
    'filer-grpc',
    'master-grpc',
    'volume-grpc',
    'admin-grpc',
  ];
  const sockets = ports.flatMap((port) =>
    parts.map((part) => `/tmp/seaweedfs-${part}-${port}.sock`),
  );
  await Promise.all(sockets.map((socket) => rm(socket, { force: true })));
}

function configOf(identities: S3Identity[]): unknown {
  return {
    identities: identities.map(({ name, accessKeyId, secretAccessKey, actions }) => ({
      name,
      credentials: [{ accessKey: accessKeyId, secretKey: secretAccessKey }],
      actions,
    })),
  };
}
