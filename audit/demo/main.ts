/**
 * `npm run demo`: three applications through the running portal, and what Temporal then knows about
 * them.
 */
import { parseArgs } from 'node:util';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { runningSystem } from '#infra/local/running-system.ts';
import { ledgerOf } from '../ledger/ledger.ts';
import { search, type SearchReport } from '../search/search.ts';
import { signIn } from '#apps/portal/client/portal-client.ts';
import { fetchRawHistory, type RawHistory } from './raw-history.ts';
import { apply, follow, review, type Cast, type Told } from './scenes.ts';
import { createStage } from './stage.ts';

const { values } = parseArgs({ options: { 'state-dir': { type: 'string', default: '.harbor' } } });
const stage = createStage((line) => process.stdout.write(`${line}\n`));

const endpoints = await findRunningSystem(values['state-dir']);
const [alex, , riley] = endpoints.signIns;
if (!alex || !riley) throw new Error('the demo users are missing');
const cast: Cast = {
  customer: await signIn(endpoints.portal.url, alex),
  reviewer: await signIn(endpoints.portal.url, riley),
  endpoints,
  stage,
};

stage.act('An application that is approved at once');
const approved = await apply(cast, {}, 1);
await follow(cast, approved.ref, 'approved');

stage.act('An application that a person must look at');
const referred = await apply(cast, { bureau: 'unconfirmed' }, 2);
await follow(cast, referred.ref, 'in-review');
await review(cast, referred.ref);
await follow(cast, referred.ref, 'approved', 'in-review');

stage.act('An application that is declined');
const declined = await apply(cast, { bureau: 'deep in debt' }, 3);
await follow(cast, declined.ref, 'declined');

stage.act('What Temporal knows: the raw history of the second one');
const history = await fetchRawHistory(endpoints.temporal, referred.ref);
printHistory(history);

stage.act('What of it was submitted');
const reports = await Promise.all([approved, referred, declined].map(searchHistory));
const searched = reports.reduce((sum, { values }) => sum + values, 0);
const findings = reports.flatMap(({ report }) => report.findings);
const bytes = reports
  .flatMap(({ report }) => report.places)
  .reduce((sum, place) => sum + place.bytes, 0);
stage.say(
  `   ${bytes} bytes of history, searched for ${searched} values in every encoding: ${findings.length} found`,
);

stage.say(
  `\nLook for yourself: ${endpoints.temporal.uiUrl}  ${endpoints.portal.url}  ${endpoints.mail.url}`,
);
process.exitCode = findings.length > 0 ? 1 : 0;

/** Prints every event that carries data, and counts the others. */
function printHistory({ events }: RawHistory): void {
  let empty = 0;
  for (const { id, type, name, payloads } of events) {
    const what = [name, ...payloads].filter(Boolean).join('  ');
    if (what === '') empty += 1;
    else stage.say(`   ${String(id).padStart(3)}  ${type.padEnd(33)} ${what}`);
  }
  stage.say(
    `   and ${empty} events without any payload: tasks scheduled, started and completed, timers`,
  );
}

async function searchHistory({
  ref,
  application,
}: Told): Promise<{ values: number; report: SearchReport }> {
  const { bytes } = await fetchRawHistory(endpoints.temporal, ref);
  const values = ledgerOf(application, ref);
  const place = {
    name: `the history of ${ref}`,
    landmark: ref,
    async *read() {
      yield bytes;
    },
  };
  return { values: values.length, report: await search([place], values) };
}

async function findRunningSystem(stateFolder: string): Promise<Endpoints> {
  try {
    return await runningSystem(stateFolder);
  } catch {
    process.stderr.write('Nothing runs here yet. Start it first, in another terminal: npm start\n');
    process.exit(1);
  }
}
