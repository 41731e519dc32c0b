/**
 * How a workflow may call an activity: with what the contract states for it, and nothing of its own.
 * Time-outs, retries and IDs are in history, and whoever may choose among a few can spell a number.
 */
import { compileRetryPolicy } from '@temporalio/common';
import { msOptionalToTs } from '@temporalio/common/lib/time.js';
import { activities, policies } from '#contract/index.ts';
import type { Policy, PolicyName, Signature } from '#contract/index.ts';
import { fields, oneOf, sameAs } from '#infra/allow-list/shapes.ts';
import type { Shape } from '#infra/allow-list/shapes.ts';
import { areArguments } from './contract-payload.ts';
import type { Command } from './command-shapes.ts';

type ScheduleActivity = NonNullable<Command['scheduleActivity']>;

const stated: Readonly<Record<string, Signature & { policy: PolicyName }>> = activities;
const known: Readonly<Record<PolicyName, Policy>> = policies;

const byType = new Map(
  Object.entries(stated).map(([type, { takes, policy }]) => [
    type,
    { takes, hasPolicy: sameAs(timesOf(known[policy])) },
  ]),
);

/** @param taskQueue the workflow's own: its activities run on no other */
export function scheduledActivity(taskQueue: string): Shape {
  const isAllThereIs = fields({ taskQueue: oneOf(taskQueue) });
  return (command) => {
    const {
      seq,
      activityId,
      activityType,
      arguments: given,
      retryPolicy,
      heartbeatTimeout,
      scheduleToCloseTimeout,
      startToCloseTimeout,
      ...rest
    } = command as ScheduleActivity;
    const times = { retryPolicy, heartbeatTimeout, scheduleToCloseTimeout, startToCloseTimeout };
    const activity = byType.get(activityType ?? '');
    return (
      activity !== undefined &&
      areArguments(activity.takes, given ?? []) &&
      activity.hasPolicy(times) &&
      // The SDK counts; an ID that the workflow gave could be any number.
      activityId === String(seq) &&
      isAllThereIs(rest)
    );
  };
}

/** A policy as the SDK writes it into the command. */
function timesOf(policy: Policy): object {
  return {
    retryPolicy: compileRetryPolicy(policy.retry),
    heartbeatTimeout: msOptionalToTs(policy.heartbeatTimeout),
    scheduleToCloseTimeout: msOptionalToTs(policy.scheduleToCloseTimeout),
    startToCloseTimeout: msOptionalToTs(policy.startToCloseTimeout),
  };
}
