/**
 * The configuration of the services that are not ours, which reaches them in a volume: a file of
 * the checkout that is mounted is unreadable there under umask 077 or SELinux, and absent where the
 * Docker daemon is on another machine.
 */
import { chmod, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const services = ['clamav', 'openbao', 'postgres', 'temporal'];

/**
 * Makes `<to>/<service>` the same as `<from>/<service>`, readable by everyone. Idempotent; services
 * may be running, so each file is replaced at once.
 */
export async function copyConfiguration(from: string, to: string): Promise<void> {
  for (const service of services) {
    const [source, target] = [join(from, service), join(to, service)];
    await mkdir(target, { recursive: true });
    await chmod(target, 0o755);
    const names = await readdir(source);
    for (const name of names) await copyAtOnce(join(source, name), join(target, name));
    // OpenBao reads every file of its folder.
    for (const name of await readdir(target))
      if (!names.includes(name)) await rm(join(target, name));
  }
}

async function copyAtOnce(source: string, target: string): Promise<void> {
  const draft = `${target}.new`;
  await rm(draft, { force: true });
  await copyFile(source, draft);
  await chmod(draft, 0o444);
  await rename(draft, target);
}
