/** The folder that keeps everything between starts, for one launcher at a time. */
import { randomBytes } from 'node:crypto';
import {
  chmod,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { LauncherError } from './errors.ts';
import { processIdentity } from './process-identity.ts';

const marker = 'README';
const markerText =
  'What the local launcher of Harbor Lending keeps. Remove this folder to start anew.\n';
const lock = 'launcher.json';
/** What a fresh start keeps. */
const lasting = [marker, lock, 'programs'];

/**
 * Makes the folder (0700) or uses the one that is there, and locks it. Returns the function that
 * unlocks it.
 * @throws LauncherError `LAUNCHER_ALREADY_RUNNING`, or `LAUNCHER_BAD_OPTION` for a folder that
 *   holds other things
 */
export async function takeStateFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const others = (await readdir(folder)).filter((entry) => entry !== 'programs');
  // A fresh start empties the folder, so it must never be a folder with other contents.
  if (others.length > 0 && !others.includes(marker)) {
    throw new LauncherError(
      'LAUNCHER_BAD_OPTION',
      `${folder} holds things that are not this launcher's`,
    );
  }
  await closeToOthers(folder);
  await writeFile(join(folder, marker), markerText);
  const path = join(folder, lock);
  await takeLock(folder, path);
  return () => rm(path, { force: true });
}

/**
 * On a Windows drive under WSL, and on some network drives, modes are not kept: everyone on the
 * machine could read the keys.
 */
async function closeToOthers(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  const { mode } = await stat(folder);
  if ((mode & 0o077) === 0) return;
  throw new LauncherError(
    'LAUNCHER_FOLDER_OPEN',
    `${folder} cannot be closed to other users, as on a Windows drive: start with --state-dir ~/.harbor-lending`,
  );
}

/** Removes what earlier starts kept. Needs the folder's lock. */
export async function emptyStateFolder(folder: string): Promise<void> {
  const entries = (await readdir(folder)).filter((entry) => !lasting.includes(entry));
  await Promise.all(
    entries.map((entry) => rm(join(folder, entry), { recursive: true, force: true })),
  );
}

/** Writes a file of the state folder atomically, readable by its owner only. */
export async function writePrivately(path: string, content: string): Promise<void> {
  const written = `${path}.${randomBytes(4).toString('hex')}`;
  await writeFile(written, content, { mode: 0o600, flag: 'wx' });
  await rename(written, path);
}

async function takeLock(folder: string, path: string): Promise<void> {
  const mine = `${path}.${process.pid}`;
  const identity = await processIdentity(process.pid);
  await writeFile(mine, JSON.stringify({ pid: process.pid, identity }), { mode: 0o600 });
  try {
    for (;;) {
      // Unlike a rename, a link fails if the name is taken, and unlike a write it appears with its
      // content.
      const taken = await link(mine, path).then(
        () => false,
        () => true,
      );
      if (!taken) return;
      await removeStaleLock(folder, path);
    }
  } finally {
    await rm(mine, { force: true });
  }
}

async function removeStaleLock(folder: string, path: string): Promise<void> {
  const content = await readFile(path, 'utf8').catch(() => '{}');
  const holder = JSON.parse(content) as { pid?: number; identity?: string };
  const pid = holder.pid ?? 0;
  if (holder.identity !== undefined && (await processIdentity(pid)) === holder.identity) {
    const what = `Harbor Lending already runs from ${folder} (process ${pid})`;
    throw new LauncherError(
      'LAUNCHER_ALREADY_RUNNING',
      `${what}; stop it, or use --state-dir and --ports auto`,
    );
  }
  await rm(path, { force: true });
}
