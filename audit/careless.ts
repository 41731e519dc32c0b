/** The control: what is done without guards must be found, or the audit is blind. */
import { join } from 'node:path';
import { ledgerOf, sha256, type Submitted } from './search/ledger.ts';
import type { Place } from './search/search.ts';
import { canaryApplication, type SampleApplication } from '#lending/samples/application.ts';
import type { System } from '#test/testing/system.ts';
import { leak } from '#audit/control/leak.ts';
import { ledgerOfSecrets, newSecrets } from '#audit/control/secrets.ts';
import { onDisk } from './places/files.ts';

export interface Control {
  values: readonly Submitted[];
  /** Places that only the control has. */
  places: readonly Place[];
  stop(): Promise<void>;
}

/** Puts a word into every spot that Temporal has, by way of the tap. */
export async function plantControl({ endpoints, launcher }: System): Promise<Control> {
  const [application, secrets] = [await canaryApplication(), newSecrets()];
  const log = join(launcher.stateFolder, 'logs', 'control.log');
  const { temporal, tap } = endpoints;
  const address = tap ? `127.0.0.1:${tap.ports.temporal}` : temporal.address;
  const control = await leak(
    { ...temporal, address },
    { input: carelessly(application), secrets, log },
  );
  const values = [...ledgerOf(application), ...ledgerOfSecrets(secrets)];
  return {
    values: values.map((value) => ({ ...value, of: 'control/every spot' })),
    places: [onDisk('the log of the control', [log], 'duplicate key')],
    stop: control.stop,
  };
}

/** An application as workflows are given it by those who think only of their own code. */
export function carelessly({ form, inside, documents }: SampleApplication): unknown {
  const files = documents.map(({ fileName, content }) => ({ fileName, hash: sha256(content) }));
  return { ...form, ...inside, files };
}
