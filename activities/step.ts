import { Context } from '@temporalio/activity';
import type { Logger } from '#infra/logging/logger.ts';
import type { LoanActivities } from '#contract/index.ts';
import { asFailure } from './failure-mapping.ts';

/** Makes every step fail with what history may hold; the log gets the name and the code of what really happened. */
export function withFailures(steps: LoanActivities, logger: Logger): LoanActivities {
  const guarded = Object.entries(steps).map(([name, step]) => [
    name,
    guard(name, step as Step, logger),
  ]);
  return Object.fromEntries(guarded) as LoanActivities;
}

type Step = (...args: unknown[]) => Promise<unknown>;

function guard(activityType: string, step: Step, logger: Logger): Step {
  return async (...args) => {
    try {
      return await step(...args);
    } catch (error) {
      const { cancellationSignal, cancelled, info } = Context.current();
      // Whatever it was that broke when the step was told to stop: `cancelled` rejects with why.
      if (cancellationSignal.aborted) await cancelled;
      logger.warn({
        event: 'step-failed',
        activityType,
        application: args[0],
        attempt: info.attempt,
        error,
      });
      throw asFailure(error);
    }
  };
}
