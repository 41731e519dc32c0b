/** A naive workflow that is under way moves to references (docs/adopt.md). */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { WorkflowNotFoundError } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { startTestPortal } from '#apps/portal/testing/portal.ts';
import type { TestPortal } from '#apps/portal/testing/portal.ts';
import { canaryApplication } from '#lending/samples/application.ts';
import { partsOf } from '#lending/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { loanApplicationOf } from '../approaches/loan-application.ts';
import type { LoanApplication } from '../naive/contract.ts';
import { drain } from './drain.ts';
import type { Drained } from './drain.ts';
import { createMigrationActivities } from './move-into-vault.ts';
import { bundleOf, openNaiveWorld, steps, untilInReview } from './testing/world.ts';
import type { Loan, NaiveWorld, Version } from './testing/world.ts';

let world: NaiveWorld;
let application: LoanApplication;
beforeEach(async () => {
  world = await openNaiveWorld();
  application = loanApplicationOf(await canaryApplication({}, 4711));
});
afterEach(() => world.close());

describe('the workflow that moves', () => {
  test('the workflow that moves replays every history of the naive one, and without the patch it replays none', async () => {
    const histories = [
      await world.run('naive', steps('approve'), async () => {
        const loan = await world.start(application);
        await loan.result();
        return loan.fetchHistory();
      }),
      await world.run('naive', steps('refer'), async () => {
        const loan = await world.start(application);
        await untilInReview(loan);
        const waiting = await loan.fetchHistory();
        await loan.terminate();
        return waiting;
      }),
    ];
    const replayed = async (version: Version): Promise<number> => {
      let understood = 0;
      const options = { workflowBundle: await bundleOf(version) };
      const all = histories.map((history, index) => ({ workflowId: `loan-${index}`, history }));
      for await (const { error } of Worker.runReplayHistories(options, all)) {
        if (!error) understood += 1;
      }
      return understood;
    };
    assert.equal(await replayed('moving'), 2);
    assert.equal(await replayed('unpatched'), 0);
  });
});

describe('an application by value', () => {
  let portal: TestPortal;
  let activities: object;
  beforeEach(async () => {
    portal = await startTestPortal();
    const { id: owner } = await portal.addUser('customer');
    const move = createMigrationActivities({
      client: world.client,
      vault: portal.vault,
      applications: portal.applications,
      ownerOf: async () => owner,
    });
    activities = { ...steps('refer'), ...move };
  });
  afterEach(() => portal.stop());

  /** History after its first event, which holds the data until the history is deleted. */
  async function laterHistory(loan: Loan): Promise<string> {
    const history = await loan.fetchHistory();
    return historyToJSON({ ...history, events: history.events?.slice(1) ?? [] });
  }

  /** Calls `drain` until it finds an execution, since visibility lags behind history. */
  async function drained(): Promise<Drained> {
    for (;;) {
      const found = await drain(world.client, world.taskQueue);
      if (found.running + found.deleted > 0) return found;
    }
  }

  /** Waits for the deletion, which the server performs in the background. */
  async function untilDeleted(loan: Loan): Promise<never> {
    for (;;) await loan.describe();
  }

  test('an application that waits for a reviewer is moved into the vault, and its history is deleted', async () => {
    const loan = await world.run('naive', activities, async () => {
      const started = await world.start(application);
      await untilInReview(started);
      return started;
    });
    const before = (await laterHistory(loan)).length;
    await world.run('moving', activities, async () => {
      assert.deepEqual(await drained(), { running: 1, deleted: 0 });
      const moved = (await loan.result()) as ApplicationRef;
      const { vault, applications } = portal.worker;
      const { contact, identity } = partsOf(application.details);
      const opened = await vault('identity-check').getParts(moved, 'contact', 'identity');
      assert.deepEqual(opened, { contact, identity });
      assert.equal(
        (await applications.get({ id: 'worker', role: 'worker' }, moved)).status,
        'submitted',
      );
      assert.ok(!(await laterHistory(loan)).slice(before).includes(application.details.ssn));
    });
    assert.deepEqual(await drained(), { running: 0, deleted: 1 });
    await assert.rejects(untilDeleted(loan), WorkflowNotFoundError);
  });
});
