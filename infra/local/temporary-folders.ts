/**
 * Temporary folders of test services. Each records its owner, because a test run that is killed
 * removes nothing.
 */
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOrphans } from './orphans.ts';
import { processIdentity } from './process-identity.ts';

const prefix = 'harbor-test-';
const owner = 'owner.json';

export async function createTestFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  // Other users may traverse it but not list it: PostgreSQL may have to run as another user.
  await chmod(folder, 0o711);
  const identity = await processIdentity(process.pid);
  await writeFile(join(folder, owner), JSON.stringify({ pid: process.pid, identity }));
  return folder;
}

export async function removeTestFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Stops and removes what killed test runs have left. */
export async function removeAbandonedTestFolders(): Promise<void> {
  const entries = (await readdir(tmpdir())).filter((entry) => entry.startsWith(prefix));
  for (const folder of entries.map((entry) => join(tmpdir(), entry))) {
    if (!(await isAbandoned(folder))) continue;
    await stopOrphans(folder);
    await removeTestFolder(folder);
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  try {
    const { pid, identity } = JSON.parse(await readFile(join(folder, owner), 'utf8')) as {
      pid: number;
      identity: string;
    };
    return (await processIdentity(pid)) !== identity;
  } catch {
    // Not one of ours, or one that is just being made.
    return false;
  }
}
