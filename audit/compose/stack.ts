/**
 * The containers, under their own project name and on their own ports, and what a test needs to
 * know of them.
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { volumeNames } from '#infra/docker/secrets/volumes.ts';
import type { SecretPath } from '#infra/docker/secrets/volumes.ts';
import { freePorts } from '#infra/local/ports.ts';
import { hostileCheckout } from './checkout.ts';

const docker = process.env.DOCKER ?? 'docker';
const run = promisify(execFile);

/** Prints the files of the volumes of secrets as JSON. */
const readAll = `
  import { globSync, readFileSync } from 'node:fs';
  const files = globSync('/volumes/*/*').map((path) => [
    path.replace('/volumes/secrets-', ''), readFileSync(path, 'utf8')]);
  process.stdout.write(JSON.stringify(Object.fromEntries(files)));`;

/** The contents of the secret volumes, by their paths in infra/docker/secrets. */
export interface StackSecrets {
  /** @throws Error for an unknown path */
  of(path: SecretPath): string;
  all: Record<string, string>;
}

export interface Stack {
  /** The name of the project, and of its image. */
  project: string;
  /** The environment of the compose file; may be changed. */
  environment: NodeJS.ProcessEnv;
  /** The addresses for a browser on this machine. */
  portal: string;
  mail: string;
  temporalUi: string;
  codecServer: string;
  identity: string;
  /** Runs `docker compose …` and returns its output. */
  compose(...args: string[]): Promise<string>;
  docker(...args: string[]): Promise<string>;
  /** Runs `docker …` and streams its output, which may be too large for memory. */
  stream(...args: string[]): AsyncIterable<Uint8Array>;
  /** Kills a container as `kill -9` does, and brings the stack up again. */
  crash(service: string): Promise<void>;
  /** Available once the stack has been up. */
  secrets(): Promise<StackSecrets>;
  /**
   * The arguments of `docker` that run a Node script as root, without network, with volumes at
   * /volumes.
   */
  inVolumes(volumes: readonly string[], script: string): string[];
  /** Removes everything of it, the image too. */
  remove(): Promise<void>;
  /** `localhost:port` at which the gateway forwards to this port of its service. */
  gateway(port: number): Promise<string>;
}

/**
 * Prepares a stack without starting it.
 * @throws Error when Docker or its compose plugin is missing
 */
export async function createStack(): Promise<Stack> {
  await requireDocker();
  const project = `harbor-test-${randomBytes(4).toString('hex')}`;
  const [portal = 0, mail = 0, ui = 0, codec = 0, identity = 0] = await freePorts(5);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    COMPOSE_PROJECT_NAME: project,
    COMPOSE_FILE: 'docker-compose.yml:audit/compose/gateway/compose.yml',
    COMPOSE_PATH_SEPARATOR: ':',
    PORTAL_PORT: String(portal),
    MAIL_PORT: String(mail),
    TEMPORAL_UI_PORT: String(ui),
    CODEC_PORT: String(codec),
    IDENTITY_PORT: String(identity),
    // In the environment, because the daemon may be unable to read, or to see, a file that is here.
    GATEWAY: readFileSync(join(import.meta.dirname, 'gateway/forward.ts'), 'utf8'),
  };
  const checkout = await hostileCheckout();
  const options = { cwd: checkout, env, maxBuffer: 256 * 1024 * 1024 };
  const call = async (...args: string[]): Promise<string> =>
    (await run(docker, args, options)).stdout;
  const compose = (...args: string[]): Promise<string> => call('compose', ...args);

  const inVolumes: Stack['inVolumes'] = (volumes, script) => [
    ...['run', '--rm', '--network=none', '--user=0', '--entrypoint=node'],
    ...volumes.map((volume) => `--volume=${project}_${volume}:/volumes/${volume}:ro`),
    ...[project, '--input-type=module', '--eval', script],
  ];

  return {
    project,
    environment: env,
    portal: `https://localhost:${portal}`,
    mail: `https://localhost:${mail}`,
    temporalUi: `https://localhost:${ui}`,
    codecServer: `https://localhost:${codec}`,
    identity: `https://identity.localhost:${identity}`,
    compose,
    docker: call,
    stream: (...args) => outputOf(args, options),
    async crash(service) {
      await compose('kill', '--signal', 'KILL', service);
      await compose('up', '--detach', '--wait');
    },
    inVolumes,
    async secrets() {
      const volumes = volumeNames.map((name) => `secrets-${name}`);
      const all = JSON.parse(await call(...inVolumes(volumes, readAll))) as StackSecrets['all'];
      return { all, of: (path) => all[path] ?? missing(path) };
    },
    async remove() {
      await compose('--profile', '*', 'down', '--volumes', '--remove-orphans', '--timeout', '5');
      await call('image', 'rm', '--force', project);
      await rm(checkout, { recursive: true });
    },
    gateway: async (port) =>
      (await compose('port', 'gateway', String(port))).trim().replace('127.0.0.1', 'localhost'),
  };
}

async function* outputOf(
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): AsyncGenerator<Uint8Array> {
  const child = spawn(docker, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  yield* child.stdout as AsyncIterable<Buffer>;
  const [code] = (await closed) as [number];
  if (code !== 0) throw new Error(`docker ended with ${code}`);
}

async function requireDocker(): Promise<void> {
  await run(docker, ['compose', 'version']).catch(() => {
    throw new Error(
      `these tests need Docker with its compose plugin; "${docker} compose version" failed`,
    );
  });
  await run(docker, ['info', '--format', '{{.ServerVersion}}']).catch(() => {
    throw new Error('these tests need Docker, whose daemon does not answer: is it running?');
  });
}

function missing(path: string): never {
  throw new Error(`there is no secret ${path}`);
}
