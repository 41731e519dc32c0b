/**
 * Heartbeat details that the contract does not hold fail the activity at the call. The SDK by
 * itself only logs the error and cancels the activity, which may not listen, or is tried again and
 * again.
 */
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { toContractPayload } from './contract-payload.ts';

export const guardActivities: ActivityInterceptorsFactory = (context) => {
  const heartbeat = context.heartbeat.bind(context);
  Object.defineProperty(context, 'heartbeat', {
    value: (details?: unknown) => {
      toContractPayload(details);
      heartbeat(details);
    },
  });
  return {};
};
