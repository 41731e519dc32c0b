/** What a mutation run may take for a guard's refusal. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failure } from '#infra/temporal/failures.ts';
import { submitted } from '../search/submitted.ts';
import { evidenceIn } from './evidence.ts';
import { isBare, type Failure } from './failures.ts';
import { receivedIn } from './received.ts';

const { message } = failure('Redacted');
const type = 'Redacted';
const bare: Failure = { message, applicationFailureInfo: { type } };
const withInfo = (info: Failure['applicationFailureInfo']): Failure => ({
  message,
  applicationFailureInfo: { type, ...info },
});
const payloads = [{ data: Buffer.from('"912345678"') }];
const failedStep = [{ event: 'step-failed', error: { name: 'Error' } }];
const guardsOf = (...ofActivities: Failure[]): string[] =>
  evidenceIn(failedStep, { ofActivities, ofRuns: [] }).map(({ guard }) => guard);

const carrying: Record<string, Failure> = {
  'in its message': { ...bare, message: 'no such person: 912345678' },
  'as its type': withInfo({ type: 'Karvolimesatu' }),
  'in its details': withInfo({ details: { payloads } }),
  'as the delay of the next attempt': withInfo({ nextRetryDelay: { nanos: 7_000_000 } }),
  'in its stack trace': { ...bare, stackTrace: 'Error: 912345678' },
  'in its source': { ...bare, source: '912345678' },
  'in its cause': { ...bare, cause: bare },
  'in its encoded attributes': { ...bare, encodedAttributes: payloads[0] ?? null },
};

describe('the evidence of a refusal', () => {
  test('a step that failed is no evidence until its failure has been read back from Temporal', () => {
    assert.deepEqual(guardsOf(), []);
    assert.deepEqual(guardsOf(bare), ['step edge']);
  });

  for (const [where, leaky] of Object.entries(carrying)) {
    test(`a step whose failure carries something ${where} is no evidence`, () => {
      assert.equal(isBare(leaky), false);
      assert.deepEqual(guardsOf(bare, leaky), []);
      assert.deepEqual(evidenceIn([], { ofActivities: [], ofRuns: [leaky] }), []);
    });
  }
});

describe('what a line received', () => {
  const ledger = [submitted('ssn', '912345678')];

  test('a line that received a submitted value was leaking, and one that never ran was idle', async () => {
    assert.deepEqual(await receivedIn('"912345678"\n', ledger), { line: 'leaking', made: [] });
    assert.deepEqual(await receivedIn('"Karvolimesatu and others"\n', ledger), {
      line: 'ran',
      made: [],
    });
    assert.deepEqual(await receivedIn('', ledger), { line: 'idle', made: [] });
  });

  test('what a line made of a value is searched for as well', async () => {
    const { line, made } = await receivedIn(
      '"912345678"\n"rpt_0000000000000000000v61kbe"\n',
      ledger,
    );
    assert.equal(line, 'leaking');
    assert.deepEqual(
      made.map(({ spellings }) => spellings),
      [['rpt_0000000000000000000v61kbe']],
    );
  });
});
