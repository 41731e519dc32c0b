import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const everyMs = 200;

/** Watches how much memory a process holds (resident set, in bytes) while `work` runs. */
export async function watchMemory<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ result: T; growth: number }> {
  const before = await residentBytes(pid);
  let most = before;
  const timer = setInterval(() => {
    void residentBytes(pid).then((bytes) => (most = Math.max(most, bytes)));
  }, everyMs);
  try {
    return { result: await work(), growth: most - before };
  } finally {
    clearInterval(timer);
  }
}

async function residentBytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) * 1024;
}
