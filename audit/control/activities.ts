import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Secrets } from './secrets.ts';

export type LeakyActivities = ReturnType<typeof createLeakyActivities>;

/** @param onProgress called when a heartbeat has been sent */
export function createLeakyActivities(secrets: Secrets, onProgress: () => void) {
  return {
    async takeAndReturn(_input: string): Promise<string> {
      return secrets['activity result'];
    },
    async fail(spot: 'failure message' | 'pending failure'): Promise<void> {
      throw ApplicationFailure.retryable(`duplicate key (name)=(${secrets[spot]})`);
    },
    async reportProgress(): Promise<void> {
      const context = Context.current();
      context.heartbeat({ finished: secrets.heartbeat });
      onProgress();
      await context.cancelled;
    },
  };
}
