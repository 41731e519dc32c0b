import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ApproachReport, RunReport, Scenario } from './contract.ts';
import { scenarios } from './contract.ts';
import { createNaiveRunner } from './naive.ts';
import { openTestApproaches, spotsOf } from './testing/world.ts';
import type { TestApproaches } from './testing/world.ts';
import { createTraditionalRunner } from './traditional.ts';

let open: TestApproaches;
const reports = new Map<Scenario, RunReport>();

before(async () => {
  open = await openTestApproaches((dependencies, around, log) => [
    createTraditionalRunner(dependencies, log),
    createNaiveRunner(dependencies, around),
  ]);
  const run = async (scenario: Scenario): Promise<void> => {
    reports.set(scenario, await open.run({ scenario, approaches: ['traditional', 'naive'] }));
  };
  const inOutage: Scenario[] = ['bureau-outage', 'unreadable-document'];
  await Promise.all(scenarios.filter((scenario) => !inOutage.includes(scenario)).map(run));
  await Promise.all(inOutage.map(run));
});
after(() => open.close());

function columnsOf(scenario: Scenario): { traditional: ApproachReport; naive: ApproachReport } {
  const [traditional, naive] = reports.get(scenario)?.columns ?? [];
  assert.ok(traditional && naive);
  return { traditional, naive };
}

/** How each ends: in the request, and by Temporal. */
const outcomes: Record<Scenario, [traditional: string, naive: string]> = {
  approved: ['approved', 'approved'],
  referred: ['approved', 'approved'],
  declined: ['declined', 'declined'],
  'unreadable-document': ['failed', 'declined'],
  'bureau-outage': ['failed', 'approved'],
  withdrawn: ['withdrawn', 'withdrawn'],
};

describe('applications by value', () => {
  for (const scenario of scenarios) {
    test(`scenario ${scenario} by value ends as expected, and Temporal holds every submitted value`, () => {
      const { traditional, naive } = columnsOf(scenario);
      assert.deepEqual([traditional.outcome, naive.outcome], outcomes[scenario]);
      assert.equal(traditional.temporal, undefined);
      const submitted = reports.get(scenario)?.submitted.map(({ field }) => field);
      assert.deepEqual([...(naive.temporal?.found ?? [])].sort(), submitted?.sort());
    });
  }
});

/**
 * Each leak of comparison/naive and of its caller: in which scenario, where, and what must be found
 * there.
 */
const sins: [Scenario, spot: string, field: string][] = [
  ['approved', 'WorkflowExecutionStarted loanApplication workflowId', 'email'],
  ['approved', 'WorkflowExecutionStarted loanApplication input', 'ssn'],
  ['approved', 'WorkflowExecutionStarted loanApplication input', 'hash of identity'],
  ['approved', 'WorkflowExecutionStarted loanApplication memo.customer', 'fullName'],
  [
    'approved',
    'WorkflowExecutionStarted loanApplication searchAttributes.HarborEmployer',
    'employer',
  ],
  ['approved', 'WorkflowExecutionStarted loanApplication summary', 'requestedAmount'],
  ['approved', 'ActivityTaskScheduled verifyIdentity input', 'ssn'],
  ['approved', 'ActivityTaskCompleted extractFields result', 'memo in a document'],
  ['approved', 'WorkflowExecutionCompleted result', 'fullName'],
  ['approved', 'memo.customer', 'fullName'],
  ['approved', 'searchAttributes.HarborEmployer', 'employer'],
  [
    'referred',
    'WorkflowExecutionUpdateAccepted decide acceptedRequest.input.args',
    "reviewer's rationale",
  ],
  ['referred', 'WorkflowExecutionUpdateCompleted decide outcome.success', "reviewer's rationale"],
  ['unreadable-document', 'pending extractFields.heartbeatDetails', 'bankAccountNumber'],
  [
    'unreadable-document',
    'ActivityTaskFailed extractFields failure.message',
    'text of the unreadable document',
  ],
  [
    'unreadable-document',
    'ActivityTaskFailed extractFields failure.applicationFailureInfo.type',
    'name of the unreadable document',
  ],
  ['bureau-outage', 'pending verifyIdentity.lastFailure.message', 'ssn'],
  ['bureau-outage', 'ActivityTaskStarted verifyIdentity lastFailure.message', 'ssn'],
  ['withdrawn', 'WorkflowExecutionSignaled withdraw input', 'reason of the withdrawal'],
  ['withdrawn', 'WorkflowExecutionCancelRequested cause', 'reason of the withdrawal'],
];

describe('leaks of the naive approach', () => {
  for (const [scenario, spot, field] of sins) {
    test(`the naive approach leaks ${field} in ${spot}`, () => {
      const spots = spotsOf(columnsOf(scenario).naive);
      assert.ok(spots.get(spot)?.has(field), [...spots.keys()].join('\n'));
    });
  }
});

test('the naive worker logs what errors quote, and customers’ names', () => {
  const log = open.log.join('');
  for (const scenario of ['approved', 'bureau-outage'] as const) {
    const submitted = reports.get(scenario)?.submitted ?? [];
    const valueOf = (name: string) => submitted.find(({ field }) => field === name)?.value ?? '';
    assert.ok(log.includes(valueOf('fullName')) && log.includes(valueOf('ssn')), scenario);
  }
});

test('both the traditional and the naive approach mail the letter to the customer', () => {
  const { submitted } = reports.get('approved') ?? {};
  const name = submitted?.find(({ field }) => field === 'email')?.value ?? '';
  const letters = open.smtp.messages.filter((message) => message.includes(`To: ${name}`));
  assert.equal(letters.length, 2);
});
