/**
 * Is a process still the one that we started? Its ID alone does not say, because the system reuses
 * IDs. Its ID together with its start time does.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Tells the process `pid` from any earlier or later one with the same ID; undefined if there is
 * none.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? linuxIdentity(pid) : ps(pid, 'lstart=');
}

/** The command line of `pid`, for messages and to search for a path; undefined if there is none. */
export async function commandLine(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return ps(pid, 'args=');
  const raw = await read(`/proc/${pid}/cmdline`);
  return raw?.replaceAll('\0', ' ').trim();
}

async function linuxIdentity(pid: number): Promise<string | undefined> {
  const [stat, boot] = await Promise.all([
    read(`/proc/${pid}/stat`),
    read('/proc/sys/kernel/random/boot_id'),
  ]);
  if (stat === undefined) return undefined;
  // The name, in brackets, may hold spaces; after it come the state and, as the twentieth field,
  // the start.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : `${boot?.trim() ?? ''} ${fields[19]}`;
}

async function ps(pid: number, column: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', column, '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
