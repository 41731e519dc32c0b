import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '#infra/config/config-error.ts';
import type { Endpoints } from './endpoints.ts';

/**
 * How to reach the system that `npm start` runs from a state folder.
 * @throws ConfigError if none is running from it
 */
export async function runningSystem(stateFolder: string): Promise<Endpoints> {
  const path = join(stateFolder, 'endpoints.json');
  const text = await readFile(path, 'utf8').catch(() => {
    throw new ConfigError(`there is no ${path}: start the system first, with npm start`);
  });
  return JSON.parse(text) as Endpoints;
}
