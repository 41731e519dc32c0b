/** Writes the new project. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { manifestFor } from './manifest.ts';
import { AdoptError } from './options.ts';
import type { Options } from './options.ts';
import { renameTo } from './rename.ts';
import { filesIn, takenFiles } from './taken.ts';

const repository = join(import.meta.dirname, '..');

export interface Adopted {
  /** Copied unedited, but for the name. */
  copied: string[];
  /** For the new project's owners to edit. */
  theirs: string[];
}

/**
 * Writes the project into the folder, which is missing or empty, and resolves its lock file.
 * @throws AdoptError `ADOPT_FOLDER_NOT_EMPTY`; `ADOPT_NO_LOCK_FILE` if npm cannot resolve the
 *   packages
 */
export async function adopt(options: Options): Promise<Adopted> {
  await requireEmpty(options.folder);
  // Later layers replace files of earlier ones.
  const layers = ['common', options.empty ? 'empty' : 'example', join('keys', options.keys)];
  const theirs = new Map(layers.flatMap((layer) => filesOfLayer(layer)));
  const copied = takenFiles(repository, theirs);
  const sources = new Map([
    ...copied.map((file) => [file, join(repository, file)] as const),
    ...theirs,
  ]);
  const texts = await Promise.all([...sources].map(([file, from]) => write(options, file, from)));
  const folders = new Set([...sources.keys()].filter((file) => file.endsWith('.ts')).map(topLevel));
  const manifest = manifestFor(options, texts, [...folders]);
  await writeFile(join(options.folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await resolveLockFile(options.folder);
  return { copied, theirs: [...theirs.keys(), 'package.json'].sort() };
}

async function requireEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  if (entries.length > 0) {
    throw new AdoptError('ADOPT_FOLDER_NOT_EMPTY', `${folder} is not empty; name a new folder`);
  }
}

function filesOfLayer(layer: string): [file: string, from: string][] {
  const root = join(import.meta.dirname, layer);
  return filesIn(root).map((file) => [file, join(root, file)]);
}

async function write({ folder, name }: Options, file: string, from: string): Promise<string> {
  const text = renameTo(name)(await readFile(from, 'utf8'));
  // Here they have other names, or npm and Git would apply them to this repository.
  const target = join(folder, file.replace(/^dot-/, '.'));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  return text;
}

/** Our versions of all packages, indirect ones included: npm drops those that are not needed. */
async function resolveLockFile(folder: string): Promise<void> {
  const lock = join(folder, 'package-lock.json');
  await copyFile(join(repository, 'package-lock.json'), lock);
  const args = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    await promisify(execFile)('npm', args, { cwd: folder });
  } catch {
    await rm(lock, { force: true });
    throw new AdoptError('ADOPT_NO_LOCK_FILE', `npm could not resolve the packages of ${folder}`);
  }
}

const topLevel = (file: string): string => file.split('/')[0] ?? '';
