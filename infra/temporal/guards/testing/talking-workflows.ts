/** Workflows that leak data in answers to queries and updates, and in the worker's output. */
import * as wf from '@temporalio/workflow';
import { RawValue, rawValueTypeInfo } from '@temporalio/common';
import type { ApplicationRef, LoanActivities } from '#contract/index.ts';
import { canary } from './canary.ts';
import { once } from './policies.ts';

export async function answers(): Promise<void> {
  wf.setCurrentDetails(canary);
  wf.setHandler(wf.defineQuery('value'), () => canary);
  wf.setHandler(wf.defineQuery('raw'), () => new RawValue(canary));
  wf.setHandler(wf.defineQuery('error'), () => {
    throw new Error(canary);
  });
  wf.setHandler(wf.defineUpdate('value'), () => canary);
  wf.setHandler(
    wf.defineUpdate('raw', { typeInfo: { outputType: rawValueTypeInfo } }),
    () => new RawValue(canary),
  );
  wf.setHandler(wf.defineUpdate('refusal'), () => {
    throw wf.ApplicationFailure.create({ message: canary, type: canary, details: [canary] });
  });
  wf.setHandler(wf.defineUpdate('validator'), () => {}, {
    validator() {
      throw new Error(canary);
    },
  });
  await wf.condition(() => false);
}

export async function prints(): Promise<void> {
  console.log(canary);
  console.error({ ssn: canary });
  wf.log.warn(canary, {
    ssn: canary,
    event: canary,
    application: canary,
    error: new Error(canary),
  });
  await wf
    .proxyActivities<Pick<LoanActivities, 'remindReviewers'>>(once)
    .remindReviewers(wf.workflowInfo().workflowId as ApplicationRef);
}

// and two that leak nothing
export async function nothing(): Promise<string> {
  return 'approved';
}
export async function listens(): Promise<string> {
  let heard: unknown;
  wf.setHandler(wf.defineSignal<[unknown]>('say'), (word) => {
    heard = word;
  });
  wf.setHandler(wf.defineUpdate<void, [unknown]>('tell'), () => {});
  wf.setHandler(wf.defineQuery<string, [unknown]>('ask'), () => 'approve');
  await wf.condition(() => heard !== undefined);
  return 'approved';
}
