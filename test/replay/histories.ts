import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where recording.ts saves histories, as `<path>.json`. */
export const historiesFolder = join(import.meta.dirname, 'histories');

/** The saved histories by the name of their path, in Temporal's JSON format. */
export async function savedHistories(): Promise<Map<string, unknown>> {
  const files = await readdir(historiesFolder);
  const read = files.map(async (file) => {
    const history: unknown = JSON.parse(await readFile(join(historiesFolder, file), 'utf8'));
    return [file.replace(/\.json$/, ''), history] as const;
  });
  return new Map(await Promise.all(read));
}
