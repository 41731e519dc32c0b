/** Processes that outlived the launcher that started them: it was killed, or the machine was in a hurry. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';

const graceMs = 5_000;

/**
 * Stops what the records in `<folder>/run` name and is still the same process; gives the names of what it
 * stopped. A number that now belongs to another process is left alone.
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

/** Asks a process that is not our child to end, waits for that, and ends it by force after five seconds. */
export async function stopOrphan(pid: number, signal: NodeJS.Signals): Promise<void> {
  const identity = await processIdentity(pid);
  const isAlive = async (): Promise<boolean> =>
    identity !== undefined && (await processIdentity(pid)) === identity;
  const deadline = Date.now() + graceMs;
  send(pid, signal);
  // The system tells only a parent that its child has ended; this process has to look.
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
