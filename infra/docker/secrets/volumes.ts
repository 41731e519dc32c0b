/**
 * A volume of secrets for each process that has any, mounted at `<root>/<volume>` here and at
 * /run/secrets there. Files belong to this service and are readable by the group of the process
 * that mounts them.
 */
import { chmod, chown, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const owner = process.getuid?.() ?? 0;
const ownGroup = process.getgid?.() ?? 0;

/** The group that the image of each service runs as. */
const groups = {
  authority: ownGroup,
  postgres: 999,
  temporal: 1000,
  'temporal-ui': 1000,
  'temporal-namespace': 1000,
  storage: 1000,
  bucket: 1000,
  openbao: 1000,
  mail: 1000,
  migrate: 1000,
  bureau: 1000,
  portal: 1000,
  worker: 1000,
  'codec-server': 1000,
  identity: 1000,
  approaches: 1000,
};
export type Volume = keyof typeof groups;
export const volumeNames = Object.keys(groups) as Volume[];
export type SecretPath = `${Volume}/${string}`;

export interface Volumes {
  /** The file's content, or undefined where there is none yet. */
  read(path: SecretPath): Promise<string | undefined>;
  /** Writes the file; it appears complete or not at all. */
  write(path: SecretPath, content: string | Uint8Array): Promise<void>;
  /** What an earlier start made, or else what `make` returns now, which later starts keep. */
  once(path: SecretPath, make: () => string): Promise<string>;
}

/**
 * Opens the volumes under `root`, each to its service only. `onlyGroup` replaces the services'
 * groups on a machine that does not have them.
 */
export async function openVolumes(root: string, onlyGroup?: number): Promise<Volumes> {
  const groupOf = (volume: Volume) => onlyGroup ?? groups[volume];
  for (const volume of volumeNames) {
    await mkdir(join(root, volume), { recursive: true });
    await chown(join(root, volume), owner, groupOf(volume));
    await chmod(join(root, volume), 0o750);
  }

  const volumes: Volumes = {
    async read(path) {
      return readFile(join(root, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        return undefined;
      });
    },
    async write(path, content) {
      const group = groupOf(path.split('/')[0] as Volume);
      const draft = join(root, `${path}.new`);
      await writeFile(draft, content, { mode: 0o600 });
      await chown(draft, owner, group);
      await chmod(draft, 0o440);
      await rename(draft, join(root, path));
    },
    async once(path, make) {
      const kept = await volumes.read(path);
      if (kept !== undefined) return kept;
      const made = make();
      await volumes.write(path, made);
      return made;
    },
  };
  return volumes;
}
