/**
 * The one-shot service `secrets`: makes the secrets of the containers at the first start.
 * Argument: the folder under which the volumes are mounted.
 */
import { makeSecrets } from './secrets.ts';
import { openVolumes } from './volumes.ts';

await makeSecrets(await openVolumes(process.argv[2] ?? '/secrets'));
