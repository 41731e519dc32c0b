/**
 * Workflows that put data where it does not belong, each in one way: the mistakes that the guards
 * catch. Never copy from here.
 */
import * as wf from '@temporalio/workflow';
import { RawValue, rawValueTypeInfo } from '@temporalio/common';
import { checkLetters, checkOf } from '#contract/index.ts';
import type { LoanActivities } from '#contract/index.ts';
import { canary } from './canary.ts';
import { once } from './policies.ts';

type LeakyActivities = { [Name in keyof LoanActivities]: (...args: unknown[]) => Promise<unknown> };

const steps = wf.proxyActivities<LeakyActivities>(once);
const application = (): string => wf.workflowInfo().workflowId;
/** A reference that looks like a minted one. */
function report(kind: 'dec' | 'rpt' = 'rpt'): string {
  const beginning = application().replace('app', kind).slice(0, -checkLetters);
  return beginning + checkOf(beginning);
}
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
  await wf.sleep('1 second', { summary: canary });
}
export async function activitySummary(): Promise<void> {
  await wf
    .proxyActivities<LeakyActivities>({ ...once, summary: canary })
    .notifyCustomer(application());
}

// what strings can carry, which no converter sees
export async function memo(): Promise<void> {
  wf.upsertMemo({ note: canary });
}
export async function searchAttribute(): Promise<void> {
  wf.upsertSearchAttributes({ HarborTestKeyword: [canary] });
}
export async function activityId(): Promise<void> {
  await wf
    .proxyActivities<LeakyActivities>({ ...once, activityId: canary })
    .notifyCustomer(application());
}
export async function activityType(): Promise<void> {
  await wf.proxyActivities<Record<string, () => Promise<void>>>(once)[canary]?.();
}
export async function activityQueue(): Promise<void> {
  const options = { ...once, taskQueue: canary, scheduleToStartTimeout: '1 second' } as const;
  await wf.proxyActivities<LeakyActivities>(options).notifyCustomer(application());
}
export async function localActivity(): Promise<void> {
  await wf.proxyLocalActivities<LeakyActivities>(once).notifyCustomer(new RawValue(canary));
}
export async function retriedErrorTypes(): Promise<void> {
  const options = { ...once, retry: { maximumAttempts: 1, nonRetryableErrorTypes: [canary] } };
  await wf.proxyActivities<LeakyActivities>(options).notifyCustomer(application());
}
export async function fairnessKey(): Promise<void> {
  await wf
    .proxyActivities<LeakyActivities>({ ...once, priority: { fairnessKey: canary } })
    .notifyCustomer(application());
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
  await wf.sleep('1 second');
}

// what errors can carry
export async function failureTexts(): Promise<void> {
  const cause = new Error(canary);
  throw wf.ApplicationFailure.create({ message: canary, type: canary, details: [canary], cause });
}
export async function failureOfActivity(): Promise<void> {
  await steps.scanDocuments(application());
}
export async function failureOfActivityWithDetails(): Promise<void> {
  await steps.validateApplication(application());
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
export async function failureOfAnotherStep(): Promise<void> {
  await steps.readDecision(application(), report('dec'));
}
export async function classOfAnotherFailure(): Promise<void> {
  await steps.requestReview(application());
}
export async function resultOfActivity(): Promise<void> {
  await steps.extractFields(application());
}
export async function rawResultOfActivity(): Promise<void> {
  await steps.verifyIdentity(application());
}
export async function heartbeat(): Promise<void> {
  await steps.scoreRisk(application(), [report()]);
}
export async function clientInActivity(): Promise<void> {
  await steps.renderLetter(application(), 'approved');
}

/** As Temporal's operator can: it has a worker that is not its own run an activity. */
export async function callElsewhere(taskQueue: string, ...given: unknown[]): Promise<void> {
  await wf.proxyActivities<LeakyActivities>({ ...once, taskQueue }).notifyCustomer(...given);
}

// what numbers, and words out of their place, can carry
export async function timer(): Promise<void> {
  await wf.sleep(1_912);
}
/** One that the contract lists, though not for a timer. */
export async function anotherTimer(): Promise<void> {
  await wf.sleep('10 seconds');
}
export async function digitsAsCodes(): Promise<void> {
  await steps.notifyCustomer(application(), 'decline', 'clean', 'refer', 'clean');
}
export async function lengthOfList(): Promise<void> {
  await steps.notifyCustomer(new Array(9).fill(application()));
}
export async function repeatedReferences(): Promise<void> {
  await steps.scoreRisk(application(), [report(), report()]);
}
export async function codeOfAnotherStep(): Promise<void> {
  await steps.renderLetter(application(), 'unavailable');
}

// what the guard drops without failing the workflow
export async function eventGroup(): Promise<void> {
  await wf.createEventGroup(canary, { id: canary }).withScope(async () => {
    await wf.sleep('1 second');
  });
}

export * from './optional-workflows.ts';
export * from './talking-workflows.ts';
