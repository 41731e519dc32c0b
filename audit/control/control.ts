/** The control: an audit that does not find what is leaked without guards is blind. */
import { join } from 'node:path';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { canaryApplication, type SampleApplication } from '#lending/samples/application.ts';
import { onDisk } from '../places/files.ts';
import { ledgerOf, sha256 } from '../ledger/ledger.ts';
import { drawUnlike } from '../ledger/unlike.ts';
import { type Submitted } from '../search/submitted.ts';
import type { Place } from '../search/search.ts';
import { leak } from './leak.ts';
import { ledgerOfSecrets, newSecrets } from './secrets.ts';

export interface Control {
  values: readonly Submitted[];
  /** The place that only the control has. */
  log: Place;
  stop(): Promise<void>;
}

/**
 * Leaks a word through every spot that Temporal offers, and an application through a workflow's
 * input.
 * @param stateFolder of the launcher, which gets the control's log
 */
export async function plantControl(endpoints: Endpoints, stateFolder: string): Promise<Control> {
  const { application } = await drawUnlike(async () => ({
    application: await canaryApplication(),
  }));
  const secrets = newSecrets();
  const log = join(stateFolder, 'logs', 'control.log');
  const { temporal, tap } = endpoints;
  // Through the tap, if there is one, so that the traffic shows it too.
  const address = tap ? `127.0.0.1:${tap.ports.temporal}` : temporal.address;
  const { stop } = await leak(
    { ...temporal, address },
    { input: carelessly(application), secrets, log },
  );
  const values = [...ledgerOf(application), ...ledgerOfSecrets(secrets)];
  return {
    values: values.map((value) => ({ ...value, of: 'control/every spot' })),
    log: onDisk('the log of the control', [log], 'duplicate key'),
    stop,
  };
}

/** An application as a careless portal passes it to a workflow. */
function carelessly({ form, inside, documents }: SampleApplication): unknown {
  const files = documents.map(({ fileName, content }) => ({ fileName, hash: sha256(content) }));
  return { ...form, ...inside, files };
}
