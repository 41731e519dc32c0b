/**
 * For tests: the Temporal UI as in the containers, a separate server with a sign-in of its own.
 * (The development server's UI has no sign-in and sends no token.) Built from its Go module once,
 * into the cache.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isListening } from '#infra/local/ports.ts';
import type { RunningProcess } from '#infra/local/process.ts';
import type { StartProcess } from '#infra/local/processes.ts';

/**
 * The version of docker-compose.yml. Go checks what it fetches against the public checksum
 * database.
 */
const version = 'v2.54.1';
const module = 'github.com/temporalio/ui-server/v2';
const cache = join(import.meta.dirname, '../../../.harbor/programs');
const home = join(cache, `temporal-ui-server-${version}`);

/** Why tests with the UI must be skipped here, or undefined. In CI they may not be skipped. */
export const noTemporalUi =
  existsSync(home) || hasGo() || process.env.CI
    ? undefined
    : 'no Go 1.21 or later, which builds the Temporal UI’s server';

/** Builds the server where it is missing: a minute, and 26 MB. */
export async function provideTemporalUi(): Promise<void> {
  if (existsSync(home)) return;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'download-'));
  try {
    const env = { ...process.env, GOBIN: work, CGO_ENABLED: '0' };
    const go = async (...args: string[]) => (await promisify(execFile)('go', args, { env })).stdout;
    await go('install', '-trimpath', '-ldflags=-s -w', `${module}/cmd/server@${version}`);
    const { Dir: source } = JSON.parse(
      await go('mod', 'download', '-json', `${module}@${version}`),
    ) as {
      Dir: string;
    };
    // The image's own configuration, which is made from environment variables.
    await cp(join(source, 'config/docker.yaml'), join(work, 'config/docker.yaml'));
    await rename(work, home);
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(`Go 1.21 or later is needed, to build the Temporal UI’s server. ${stderr}`, {
      cause: error,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

export interface TemporalUiOptions {
  start: StartProcess;
  port: number;
  /** Of Temporal. */
  address: string;
  /** Files of a certificate for `localhost`, which is also what it trusts. */
  certificate: { cert: string; key: string };
  /** Further settings of the image. */
  environment: Record<string, string>;
}

/** Starts the UI's server at `https://localhost:<port>`, read-only. Needs `provideTemporalUi`. */
export function startTemporalUi(options: TemporalUiOptions): Promise<RunningProcess> {
  const { start, port, address, certificate, environment } = options;
  return start({
    name: 'temporal-ui',
    command: join(home, 'server'),
    args: ['--root', home, '--env', 'docker', 'start'],
    env: {
      TEMPORAL_ADDRESS: address,
      TEMPORAL_UI_PORT: String(port),
      TEMPORAL_UI_SERVER_TLS_CERT: certificate.cert,
      TEMPORAL_UI_SERVER_TLS_KEY: certificate.key,
      TEMPORAL_CORS_ORIGINS: `https://localhost:${port}`,
      TEMPORAL_DISABLE_WRITE_ACTIONS: 'true',
      TEMPORAL_DISABLE_NEWS_FETCH: 'true',
      // For Go: the certificates that it trusts, the identity provider's among them.
      SSL_CERT_FILE: certificate.cert,
      ...environment,
    },
    ready: () => isListening(port),
  });
}

/** From 1.21 on, Go fetches the version of itself that a module asks for. */
function hasGo(): boolean {
  try {
    const [, minor] =
      /go1\.(\d+)/.exec(execFileSync('go', ['version'], { encoding: 'utf8' })) ?? [];
    return Number(minor) >= 21;
  } catch {
    return false;
  }
}
