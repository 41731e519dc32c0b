/** The process as `npm start` runs it, with everything that it stands on. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { serverSentEvents } from '#apps/portal/client/server-sent-events.ts';
import { createTestLauncher } from '#infra/local/spawn-launcher.ts';
import type { TestLauncher } from '#infra/local/spawn-launcher.ts';
import type { ComparisonEndpoints } from '../launch.ts';
import { approaches } from './contract.ts';
import type { ApproachReport, RunReport, Scenario } from './contract.ts';

let launcher: TestLauncher;
let endpoints: ComparisonEndpoints;
before(async () => {
  launcher = await createTestLauncher();
  await launcher.start();
  endpoints = (await launcher.endpoints()) as ComparisonEndpoints;
});
after(() => launcher.remove());

/** An application full of canaries, in all approaches at once; the report, once each has ended. */
async function run(scenario: Scenario): Promise<RunReport> {
  const { url, apiKey } = endpoints.approaches;
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const seed = Math.floor(Math.random() * 2 ** 32);
  const body = JSON.stringify({ seed, data: 'canary', scenario, approaches });
  const { id } = (await (await fetch(`${url}/runs`, { method: 'POST', headers, body })).json()) as {
    id: string;
  };
  const stream = await fetch(`${url}/runs/${id}`, {
    headers: { ...headers, accept: 'text/event-stream' },
  });
  let report: RunReport | undefined;
  for await (const { event, data } of serverSentEvents(stream.body)) {
    if (event === 'end') break;
    report = JSON.parse(data) as RunReport;
  }
  assert.ok(report);
  return report;
}

const outcomes: Record<
  Scenario,
  Partial<Record<ApproachReport['approach'], string>> & { others: string }
> = {
  approved: { others: 'approved' },
  referred: { others: 'approved' },
  declined: { others: 'declined' },
  'unreadable-document': { traditional: 'failed', others: 'declined' },
  'bureau-outage': { traditional: 'failed', others: 'approved' },
  withdrawn: { others: 'withdrawn' },
};

describe('the same application, in all approaches at once', () => {
  for (const scenario of Object.keys(outcomes) as Scenario[]) {
    test(`${scenario}: naive leaks everything, the codec what no codec covers, by reference nothing`, async () => {
      const report = await run(scenario);
      const expected = outcomes[scenario];
      const [traditional, naive, byReference, codec, stored] = report.columns;
      for (const { approach, state, outcome } of report.columns)
        assert.deepEqual(
          [state, outcome],
          ['ended', expected[approach] ?? expected.others],
          approach,
        );
      assert.equal(traditional?.temporal, undefined);
      assert.equal(naive?.temporal?.found.length, report.submitted.length);
      assert.deepEqual(byReference?.temporal?.found, []);
      assert.ok(
        (byReference.temporal?.events.length ?? 0) > 20 && byReference.temporal?.runId !== '',
      );
      for (const column of [codec, stored]) {
        const found = column?.temporal?.found ?? [];
        assert.ok(
          found.includes('email') && found.includes('employer') && found.length <= 3,
          found.join(),
        );
      }
    });
  }
});

test('the log of the approaches process contains submitted data, and the product’s logs do not', async () => {
  const { submitted } = await run('bureau-outage');
  const ssn = submitted.find(({ field }) => field === 'ssn')?.value ?? '';
  const told = async (name: keyof ComparisonEndpoints['logs']) =>
    (await readFile(endpoints.logs[name], 'utf8')).includes(ssn.replaceAll('-', ''));
  assert.deepEqual(
    [await told('approaches'), await told('worker'), await told('portal')],
    [true, false, false],
  );
});
