/**
 * What an activity takes, gives and carries in heartbeats must have the shape that the contract
 * states for it. Arguments come from Temporal, whose operator can send any: a step never sees one
 * that it does not expect. A failure has a type that the contract lists for the step. Heartbeat
 * details that are not allowed fail the activity at the call; the SDK alone would only log the error
 * and cancel the activity, which may ignore that.
 */
import { ApplicationFailure, ensureTemporalFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { activities, fits, nothing } from '#contract/index.ts';
import type { ActivitySignature, FailureType, Shape } from '#contract/index.ts';
import { failure, knownFailure } from '../failures.ts';
import { notAReference, toContractPayload } from './contract-payload.ts';

const signatures: Readonly<Record<string, ActivitySignature>> = activities;

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
        const result = await next(input).catch((error: unknown) => {
          throw permitted(error, signature.fails ?? []);
        });
        if (!signature.gives(result)) throw notAReference();
        return result;
      },
    },
  };
};

/** The types that need no entry: what a guard refused, and what has no type. */
const ofAny: readonly FailureType[] = ['NotAReference', 'Redacted'];

/** The error, or a failure without a type if the contract has none of this type at this place. */
function permitted(error: unknown, fails: readonly FailureType[]): unknown {
  // As the SDK does next: it takes the class of any other error for its type.
  const thrown = ensureTemporalFailure(error);
  if (!(thrown instanceof ApplicationFailure)) return error;
  const { type } = knownFailure(thrown.type);
  if (ofAny.includes(type) || fails.includes(type)) return error;
  return failure('Redacted', { nonRetryable: thrown.nonRetryable === true });
}

function requireShape(shape: Shape, value: unknown): void {
  toContractPayload(value);
  if (!shape(value)) throw notAReference();
}
