import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { leak } from '#audit/control/leak.ts';
import { ledgerOfSecrets, newSecrets, spots } from '#audit/control/secrets.ts';
import { ledgerOf, sha256 } from '../search/ledger.ts';
import { payloadsIn } from '../search/payloads.ts';
import { allPlaces } from '#audit/places/all.ts';
import { onDisk } from '#audit/places/files.ts';
import { temporalPlaces } from '#audit/places/temporal.ts';
import { search, type Finding, type SearchReport } from '../search/search.ts';
import { canaryApplication, type SampleApplication } from '#lending/samples/application.ts';
import { mayEnterHistory, type ApplicationRef } from '#contract/index.ts';
import { ledger, plant } from './planting.ts';
import type { System } from '#test/testing/system.ts';

/** Every payload in every history is a reference or a routing code: also what no canary stands for, like a score. */
export async function assertOnlyReferences({ operator }: System): Promise<void> {
  let payloads = 0;
  for await (const { workflowId } of operator.workflow.list()) {
    const history = await operator.workflow.getHandle(workflowId).fetchHistory();
    for (const text of payloadsIn(history)) {
      assert.ok(
        mayEnterHistory(text === '' ? undefined : JSON.parse(text)),
        `in the history of ${workflowId}`,
      );
      payloads += 1;
    }
  }
  assert.ok(payloads > 100);
}

/** Nothing that was planted is anywhere. @param processed an application that must be found, to show that we see */
export async function assertNothingLeaked(
  { endpoints, launcher }: System,
  processed: ApplicationRef,
  t: TestContext,
): Promise<void> {
  for (const { email, password } of endpoints.signIns) plant('password', password, email);
  const report = await search(allPlaces(endpoints, launcher.stateFolder, processed), ledger());
  tell(report, t);
  assert.deepEqual(report.findings, []);
}

/** The same search, on the same server, finds what an unguarded workflow leaks, wherever a workflow can. */
export async function assertControlIsFound({ endpoints, launcher }: System): Promise<void> {
  const [application, secrets] = [await canaryApplication(), newSecrets()];
  const log = join(launcher.stateFolder, 'logs', 'control.log');
  const control = await leak(endpoints.temporal, { input: carelessly(application), secrets, log });
  try {
    const controlLog = onDisk('the log of the control', [log], 'duplicate key');
    const places = [...temporalPlaces(endpoints.temporal, 'control-waiting'), controlLog];
    const submitted = ledgerOf(application);
    const { findings } = await search(places, [...submitted, ...ledgerOfSecrets(secrets)]);
    const inInput = submitted.map(({ field }) => [field, spots['workflow input']] as const);
    const missing = notFound(findings, [...inInput, ...Object.entries(spots)]);
    assert.deepEqual(missing, [], 'the search is blind');
  } finally {
    await control.stop();
  }
}

/** An application as workflows are given it by those who think only of their own code. */
function carelessly({ form, inside, documents }: SampleApplication): unknown {
  const files = documents.map(({ fileName, content }) => ({ fileName, hash: sha256(content) }));
  return { ...form, ...inside, files };
}

function notFound(
  findings: Finding[],
  expected: (readonly [string, readonly string[]])[],
): string[] {
  const found = new Set(findings.map(({ field, place }) => `${field} in ${place}`));
  return expected
    .flatMap(([field, places]) => places.map((place) => `${field} in ${place}`))
    .filter((wanted) => !found.has(wanted));
}

function tell({ places }: SearchReport, t: TestContext): void {
  t.diagnostic(`${ledger().length} values searched for`);
  for (const { name, bytes } of places)
    t.diagnostic(`${String(bytes).padStart(12)} bytes  ${name}`);
}
