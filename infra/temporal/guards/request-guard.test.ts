/**
 * Leaks that an unguarded client sends and the guarded one refuses. No worker is needed: the
 * request is the leak.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { testTemporal } from '#test/testing/services.ts';
import { newReference } from '#vault/references.ts';
import { createTemporalClient } from '../client.ts';
import { canary } from './testing/canary.ts';
import { payloadConverter } from './payload-converter.ts';

const taskQueue = newReference('app');
/** Allowed, apart from what a leak adds. No worker polls the queue, so these workflows wait. */
const start = () => {
  const workflowId = newReference('app');
  return { workflowId, taskQueue, args: [workflowId] } as const;
};

/** The same as a request. */
const rawStart = () => {
  const { workflowId } = start();
  return {
    namespace: 'default',
    workflowId,
    workflowType: { name: 'loanApplication' },
    taskQueue: { name: taskQueue },
    requestId: randomUUID(),
    input: { payloads: [payloadConverter.toPayload(workflowId)] },
  };
};

/** Each sends Temporal the canary in another place. */
const leaks: Record<string, (client: Client) => Promise<unknown>> = {
  'a workflow ID': ({ workflow }) =>
    workflow.start('loanApplication', { ...start(), workflowId: `${canary} ${randomUUID()}` }),
  'a workflow type': ({ workflow }) => workflow.start(canary, start()),
  'a task queue': ({ workflow }) =>
    workflow.start('loanApplication', { ...start(), taskQueue: canary }),
  'an argument': ({ workflow }) =>
    workflow.start('loanApplication', { ...start(), args: [canary] }),
  'an argument that is not the workflow’s ID': ({ workflow }) =>
    workflow.start('loanApplication', { ...start(), args: [newReference('app')] }),
  'a second argument': ({ workflow }) => {
    const { args, ...options } = start();
    return workflow.start('loanApplication', { ...options, args: [...args, 'decline'] });
  },
  'a time-out': ({ workflow }) =>
    workflow.start('loanApplication', { ...start(), workflowExecutionTimeout: 79_933_510 }),
  'a memo': ({ workflow }) =>
    workflow.start('loanApplication', { ...start(), memo: { note: canary } }),
  'a memo key': ({ workflow }) =>
    workflow.start('loanApplication', { ...start(), memo: { [canary]: 'approve' } }),
  'a search attribute': ({ workflow }) =>
    workflow.start('loanApplication', {
      ...start(),
      searchAttributes: { TemporalChangeVersion: [canary] },
    }),
  'a summary': ({ workflow }) =>
    workflow.start('loanApplication', { ...start(), staticSummary: canary }),
  'a fairness key': ({ workflow }) =>
    workflow.start('loanApplication', { ...start(), priority: { fairnessKey: canary } }),
  'a signal name': ({ workflow }) =>
    workflow.signalWithStart('loanApplication', { ...start(), signal: canary }),
  'a header': ({ workflowService }) =>
    workflowService.startWorkflowExecution({
      ...rawStart(),
      header: { fields: { trace: { data: Buffer.from(canary) } } },
    }),
  'the name of a header': ({ workflowService }) =>
    workflowService.startWorkflowExecution({
      ...rawStart(),
      header: { fields: { [canary]: {} } },
    }),
  'a schedule': ({ schedule }) =>
    schedule.create({
      scheduleId: newReference('app'),
      spec: {},
      action: { type: 'startWorkflow', workflowType: 'loanApplication', taskQueue },
      state: { note: canary, paused: true },
    }),
};

/** Sends an update, which no worker will answer. */
async function soon(
  client: Client,
  handle: WorkflowHandle,
  name: string,
  updateId: string,
  args: [string] = [updateId],
): Promise<void> {
  await client
    .withDeadline(Date.now() + 300, () =>
      handle.startUpdate<void, [string]>(name, { updateId, waitForStage: 'ACCEPTED', args }),
    )
    .catch((error: unknown) => {
      if (isRefusal(error)) throw error;
    });
}

/** The same for leaks that need a running workflow. */
const leaksIntoRunning: Record<string, (client: Client, workflowId: string) => Promise<unknown>> = {
  'a signal': ({ workflow }, id) => workflow.getHandle(id).signal('any'),
  'what a signal brings': ({ workflow }, id) =>
    workflow.getHandle(id).signal('resubmitted', canary),
  'an update name': (client, id) =>
    soon(client, client.workflow.getHandle(id), canary, newReference('dec')),
  'an update ID': (client, id) =>
    soon(client, client.workflow.getHandle(id), 'decide', canary, [newReference('dec')]),
  'a UUID as the ID of an update': (client, id) =>
    soon(client, client.workflow.getHandle(id), 'decide', randomUUID(), [newReference('dec')]),
  'a reference of another kind in an update': (client, id) =>
    soon(client, client.workflow.getHandle(id), 'decide', newReference('rpt')),
  'a reason to cancel': ({ workflowService }, workflowId) =>
    workflowService.requestCancelWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId },
      requestId: randomUUID(),
      reason: canary,
    }),
  'a reason to terminate': ({ workflow }, id) => workflow.getHandle(id).terminate(canary),
};

describe('the client', { concurrency: true, timeout: 40_000 }, () => {
  const { address } = testTemporal();
  let guarded: Client;
  let unguarded: Client;
  before(async () => {
    guarded = await createTemporalClient({ identity: 'portal', address, taskQueue });
    unguarded = new Client({ connection: await Connection.connect({ address }) });
  });
  after(async () => {
    await Promise.all([guarded.connection.close(), unguarded.connection.close()]);
  });

  for (const [what, leak] of Object.entries(leaks)) {
    it(`the client refuses to send data as ${what}, which an unguarded client sends`, async () => {
      await leak(unguarded);
      await assert.rejects(leak(guarded), isRefusal);
    });
  }

  for (const [what, leak] of Object.entries(leaksIntoRunning)) {
    it(`the client refuses to send data as ${what}, which an unguarded client sends`, async () => {
      const { workflowId } = await guarded.workflow.start('loanApplication', start());
      await assert.rejects(leak(guarded, workflowId), isRefusal);
      await leak(unguarded, workflowId);
    });
  }

  it('the client sends what the contract allows', async () => {
    const handle = await guarded.workflow.start('loanApplication', start());
    await soon(guarded, handle, 'decide', newReference('dec'));
    await handle.signal('resubmitted');
    await handle.cancel();
    assert.equal((await handle.describe()).status.name, 'RUNNING');
    await handle.terminate();
    await assert.rejects(handle.result(), { name: 'WorkflowFailedError' });
  });

  it('a request has an ID that the guard made, and not the one that it was given', async () => {
    for (const client of [unguarded, guarded]) {
      const given = randomUUID();
      const { workflowId, ...request } = { ...rawStart(), requestId: given };
      await client.workflowService.startWorkflowExecution({ ...request, workflowId });
      const { raw } = await unguarded.workflow.getHandle(workflowId).describe();
      const ids = Object.keys(raw.workflowExtendedInfo?.requestIdInfos ?? {});
      assert.equal(ids.length, 1);
      assert.equal(ids.includes(given), client === unguarded);
    }
  });

  it('the identity of the client names its role and not its machine', async () => {
    const handle = await guarded.workflow.start('loanApplication', start());
    const [started] = (await handle.fetchHistory()).events ?? [];
    assert.match(
      started?.workflowExecutionStartedEventAttributes?.identity ?? '',
      /^harbor-portal@[0-9a-f]{8}$/,
    );
  });
});

function isRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ApplicationFailure) return cause.type === 'NotAReference';
  }
  return false;
}
