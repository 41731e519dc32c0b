/**
 * Heartbeat details that the contract does not allow fail the activity at the call. The SDK alone
 * would only log the error and cancel the activity, which may ignore that, or be retried again and
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
