/** Processes that outlived their launcher, because it was killed or the machine went down. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';

const graceMs = 5_000;

/**
 * Stops each process that the records in `<folder>/run` name, if it is still the same one, and
 * returns the names of those that it stopped. A process ID that now belongs to another process is
 * left alone.
 */
export async function stopOrphans(folder: string): Promise<string[]> {
  const run = join(folder, 'run');
  const records = (await readdir(run).catch(() => [])).filter((file) => file.endsWith('.json'));
  const stopped = await Promise.all(
    records.map(async (file) => {
      const { pid, identity } = await readRecord(join(run, file));
      const isOurs = identity !== undefined && (await processIdentity(pid)) === identity;
      if (isOurs) await stopOrphan(pid, file === 'postgres.json' ? 'SIGINT' : 'SIGTERM');
      await rm(join(run, file), { force: true });
      return isOurs ? file.slice(0, -'.json'.length) : undefined;
    }),
  );
  return stopped.filter((name) => name !== undefined);
}

/** Signals a process that is not our child, waits for its end, and kills it after five seconds. */
export async function stopOrphan(pid: number, signal: NodeJS.Signals): Promise<void> {
  const identity = await processIdentity(pid);
  const isAlive = async (): Promise<boolean> =>
    identity !== undefined && (await processIdentity(pid)) === identity;
  const deadline = Date.now() + graceMs;
  send(pid, signal);
  // The system notifies only the parent of a process, so this one has to poll.
  while (await isAlive()) {
    if (Date.now() > deadline) send(pid, 'SIGKILL');
    await sleep(50);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}

async function readRecord(path: string): Promise<{ pid: number; identity?: string }> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as { pid: number; identity?: string };
  } catch {
    // A record that was being written when its launcher was killed.
    return { pid: 0 };
  }
}
