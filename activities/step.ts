import { Context } from '@temporalio/activity';
import type { Logger } from '#infra/logging/logger.ts';
import type { LoanActivities } from '#contract/index.ts';
import { damageCodes } from '#vault/index.ts';
import { toFailure } from './failure-mapping.ts';

/**
 * Makes every step fail with what history may hold; the log gets the real error's name and code.
 */
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
      // Errors that the cancellation itself caused do not count: `cancelled` rejects with its
      // reason.
      if (cancellationSignal.aborted) await cancelled;
      const isDamage = damageCodes.has(String((error as { code?: unknown } | null)?.code));
      logger[isDamage ? 'error' : 'warn']({
        event: 'step-failed',
        activityType,
        application: args[0],
        attempt: info.attempt,
        error,
      });
      throw toFailure(error);
    }
  };
}
