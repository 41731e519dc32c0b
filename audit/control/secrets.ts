import { canaryWord } from '#lending/samples/canary.ts';
import { createRandom } from '#lending/samples/random.ts';
import { submitted, type Submitted } from '../search/submitted.ts';

const everywhere = ['workflow histories', 'the Temporal database'];
const toEveryone = [...everywhere, 'workflow visibility', 'workflow descriptions'];

/** Every spot where Temporal accepts data, and the places where the search must find it. */
export const spots = {
  'workflow ID': toEveryone,
  memo: toEveryone,
  'search attribute': toEveryone,
  'workflow input': everywhere,
  header: everywhere,
  summary: everywhere,
  signal: everywhere,
  'update input': everywhere,
  'update result': everywhere,
  'activity input': everywhere,
  'activity result': everywhere,
  'failure message': [...everywhere, 'the log of the control'],
  'workflow result': everywhere,
  'termination reason': everywhere,
  // Of activities in flight: these are not in history, or not yet.
  heartbeat: ['workflow descriptions', 'the Temporal database'],
  'pending failure': ['workflow descriptions', 'the Temporal database', 'the log of the control'],
} as const satisfies Record<string, readonly string[]>;

export type Spot = keyof typeof spots;
/** A unique word for each spot. */
export type Secrets = Record<Spot, string>;

export function newSecrets(): Secrets {
  const random = createRandom();
  return Object.fromEntries(
    Object.keys(spots).map((spot) => [spot, canaryWord(random)]),
  ) as Secrets;
}

/** The secrets in the form that the search takes. */
export function ledgerOfSecrets(secrets: Secrets): Submitted[] {
  return Object.entries(secrets).map(([spot, word]) => submitted(spot, word, { of: 'control' }));
}
