/**
 * What an activity takes, gives and carries in heartbeats must have the shape that the contract
 * states for it. Arguments come from Temporal, whose operator can send any: a step never sees one
 * that it does not expect. Heartbeat details that are not allowed fail the activity at the call; the
 * SDK alone would only log the error and cancel the activity, which may ignore that.
 */
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { activities, fits, nothing } from '#contract/index.ts';
import type { Shape, Signature } from '#contract/index.ts';
import { notAReference, toContractPayload } from './contract-payload.ts';

const signatures: Readonly<Record<string, Signature>> = activities;

export const guardActivities: ActivityInterceptorsFactory = (context) => {
  const signature = signatures[context.info.activityType];
  const heartbeat = context.heartbeat.bind(context);
  Object.defineProperty(context, 'heartbeat', {
    value: (details?: unknown) => {
      requireShape(signature?.beats ?? nothing, details);
      heartbeat(details);
    },
  });
  return {
    inbound: {
      async execute(input, next) {
        if (!signature || !fits(signature.takes, input.args)) throw notAReference();
        const result = await next(input);
        if (!signature.gives(result)) throw notAReference();
        return result;
      },
    },
  };
};

function requireShape(shape: Shape, value: unknown): void {
  toContractPayload(value);
  if (!shape(value)) throw notAReference();
}
