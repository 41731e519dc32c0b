import { execFile } from 'node:child_process';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const repository = join(import.meta.dirname, '../..');
const notInCheckout = ['.git', '.harbor', 'dist', 'node_modules'];

/**
 * A copy of this repository as a hostile machine has it: under umask 077, so that no one but its
 * owner can read anything, and in a folder with a blank in its name. Returns its path.
 */
export async function hostileCheckout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'harbor checkout-'));
  await cp(repository, folder, {
    recursive: true,
    filter: (path) => !notInCheckout.includes(basename(path)),
  });
  await promisify(execFile)('chmod', ['-R', 'go=', folder]);
  return folder;
}
