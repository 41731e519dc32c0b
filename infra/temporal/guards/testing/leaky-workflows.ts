/**
 * Workflows that put data where it does not belong, each in one way: the mistakes that the guards
 * catch. Never copy from here.
 */
import * as wf from '@temporalio/workflow';
import { RawValue, rawValueTypeInfo } from '@temporalio/common';
import type { LoanActivities } from '#contract/index.ts';
import { canary } from './canary.ts';

type LeakyActivities = { [Name in keyof LoanActivities]: (...args: unknown[]) => Promise<unknown> };

const once = { startToCloseTimeout: '20 seconds', retry: { maximumAttempts: 1 } } as const;
const steps = wf.proxyActivities<LeakyActivities>(once);
const never = (): Promise<void> => wf.condition(() => false);

// what a payload can carry
export async function result(): Promise<unknown> {
  return { ssn: canary };
}
export async function rawResult(): Promise<unknown> {
  return new RawValue(canary);
}
export async function argument(): Promise<void> {
  await steps.notifyCustomer({ ssn: canary });
}
export async function rawArgument(): Promise<void> {
  await steps.notifyCustomer(new RawValue(canary));
}
export async function typedRawArgument(): Promise<void> {
  const activityTypeInfo = {
    notifyCustomer: { inputTypes: [rawValueTypeInfo] as [typeof rawValueTypeInfo] },
  };
  await wf
    .proxyActivities<LeakyActivities>({ ...once, activityTypeInfo })
    .notifyCustomer(new RawValue(canary));
}
export async function timerSummary(): Promise<void> {
  await wf.sleep(1, { summary: canary });
}
export async function activitySummary(): Promise<void> {
  await wf.proxyActivities<LeakyActivities>({ ...once, summary: canary }).notifyCustomer();
}

// what strings can carry, which no converter sees
export async function memo(): Promise<void> {
  wf.upsertMemo({ note: canary });
}
export async function searchAttribute(): Promise<void> {
  wf.upsertSearchAttributes({ HarborTestKeyword: [canary] });
}
export async function activityId(): Promise<void> {
  await wf.proxyActivities<LeakyActivities>({ ...once, activityId: canary }).notifyCustomer();
}
export async function activityType(): Promise<void> {
  await wf.proxyActivities<Record<string, () => Promise<void>>>(once)[canary]?.();
}
export async function activityQueue(): Promise<void> {
  const options = { ...once, taskQueue: canary, scheduleToStartTimeout: '1 second' } as const;
  await wf.proxyActivities<LeakyActivities>(options).notifyCustomer();
}
export async function localActivity(): Promise<void> {
  await wf.proxyLocalActivities<LeakyActivities>(once).notifyCustomer(new RawValue(canary));
}
export async function retriedErrorTypes(): Promise<void> {
  const options = { ...once, retry: { maximumAttempts: 1, nonRetryableErrorTypes: [canary] } };
  await wf.proxyActivities<LeakyActivities>(options).notifyCustomer();
}
export async function fairnessKey(): Promise<void> {
  await wf
    .proxyActivities<LeakyActivities>({ ...once, priority: { fairnessKey: canary } })
    .notifyCustomer();
}
export async function childId(): Promise<void> {
  await wf.startChild('result', { workflowId: canary });
}
export async function continuedAsNew(): Promise<void> {
  await wf.makeContinueAsNewFunc({ workflowType: 'nothing', memo: { note: canary } })();
}
export async function signalElsewhere(): Promise<void> {
  await wf.getExternalWorkflowHandle(canary).signal(canary);
}
export async function cancelElsewhere(): Promise<void> {
  await wf.getExternalWorkflowHandle(canary).cancel();
}
export async function patchId(): Promise<void> {
  wf.patched(canary);
  await wf.sleep(1);
}

// what errors can carry
export async function failureTexts(): Promise<void> {
  const cause = new Error(canary);
  throw wf.ApplicationFailure.create({ message: canary, type: canary, details: [canary], cause });
}
export async function failureOfActivity(): Promise<void> {
  await steps.scanDocuments();
}
export async function failureOfActivityWithDetails(): Promise<void> {
  await steps.validateApplication();
}
export async function storedFailure(): Promise<void> {
  const failure = new wf.ApplicationFailure('kept');
  failure.failure = { message: canary, applicationFailureInfo: { type: canary } };
  throw failure;
}
export async function taskFailure(): Promise<void> {
  throw new TypeError(canary);
}
export async function unhandledRejection(): Promise<void> {
  void Promise.reject(new Error(canary));
  await never();
}

// what activities can carry
export async function resultOfActivity(): Promise<void> {
  await steps.extractFields();
}
export async function rawResultOfActivity(): Promise<void> {
  await steps.verifyIdentity();
}
export async function heartbeat(): Promise<void> {
  await wf
    .proxyActivities<LeakyActivities>({ ...once, heartbeatTimeout: '10 seconds' })
    .scoreRisk();
}
export async function clientInActivity(): Promise<void> {
  await steps.renderLetter();
}

// what the guard drops without failing the workflow
export async function eventGroup(): Promise<void> {
  await wf.createEventGroup(canary, { id: canary }).withScope(async () => {
    await wf.sleep(1);
  });
}

export * from './talking-workflows.ts';
