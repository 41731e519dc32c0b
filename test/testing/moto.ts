/**
 * For tests: moto's KMS, which speaks the protocol of AWS KMS and really binds the encryption
 * context.
 *
 * Its gaps are what these tests cannot show: it checks neither signatures nor credentials; it has
 * no key policies and no grants; a disabled key keeps working; another key's ciphertext gives
 * AccessDenied where AWS says IncorrectKey; its ciphertext format is its own; and it has no TLS.
 */
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts, isListening } from '#infra/local/ports.ts';
import { createProcesses } from '#infra/local/processes.ts';
import { createTestFolder, removeTestFolder } from '#infra/local/temporary-folders.ts';

const packages = ['moto==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5'];
const cache = join(import.meta.dirname, '../../.harbor/programs');

export interface TestKms {
  endpoint: string;
  stop(): Promise<void>;
}

/** Starts an empty moto on a free port; downloads it the first time. */
export async function startTestKms(): Promise<TestKms> {
  const library = await provideMoto();
  const folder = await createTestFolder();
  const [port = 0] = await freePorts(1);
  const { start, stop } = createProcesses(folder);
  await start({
    name: 'moto',
    command: 'python3',
    args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    env: { PYTHONPATH: library, PATH: process.env.PATH ?? '' },
    ready: () => isListening(port),
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      await stop();
      await removeTestFolder(folder);
    },
  };
}

async function provideMoto(): Promise<string> {
  const library = join(cache, packages[0]!.replace('==', '-'));
  if (await exists(library)) return library;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'download-'));
  try {
    await promisify(execFile)('python3', [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--target',
      work,
      ...packages,
    ]);
    await rename(work, library);
  } catch {
    throw new Error(`moto could not be downloaded (python3 -m pip install ${packages.join(' ')})`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return library;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
