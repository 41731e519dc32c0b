/**
 * The one-shot service `secrets`: makes the secrets of the containers at the first start, and
 * copies the configuration that comes with the image. Arguments: the folder under which the volumes
 * of secrets are mounted, and the volume of the configuration.
 */
import { join } from 'node:path';
import { copyConfiguration } from './configuration.ts';
import { makeSecrets } from './secrets.ts';
import { openVolumes } from './volumes.ts';

const [, , secrets = '/secrets', configuration = '/configuration'] = process.argv;
await makeSecrets(await openVolumes(secrets));
await copyConfiguration(join(import.meta.dirname, '..'), configuration);
