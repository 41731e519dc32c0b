import type { Logger } from '#infra/logging/logger.ts';
import type { Applications } from '#lending/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import type { LoanWorkflow } from '../start/loan-workflow.ts';

/**
 * Submits a draft, and starts its workflow. `started` is false if Temporal did not answer: the
 * application is submitted all the same, and started later. Idempotent.
 * @throws LendingError `APPLICATION_INCOMPLETE`; VaultError `VAULT_NOT_FOUND`
 */
export type Submit = (actor: Actor, application: ApplicationRef) => Promise<{ started: boolean }>;

export function createSubmit(deps: {
  applications: Applications;
  loanWorkflow: LoanWorkflow;
  logger: Logger;
  /** Called when a start failed: the sweeper starts the workflow later (start/sweeping.ts). */
  startLater: () => void;
}): Submit {
  const { applications, loanWorkflow, logger, startLater } = deps;

  async function start(application: ApplicationRef): Promise<boolean> {
    try {
      await loanWorkflow.start(application);
      await applications.markStarted(application);
      return true;
    } catch (error) {
      logger.warn({ event: 'start-postponed', application, error });
      startLater();
      return false;
    }
  }

  return async function submit(actor, application) {
    // The commit in Postgres is what counts (lending/submit.ts). Since the sweeper starts what was
    // committed and not started, a submission never depends on Temporal, and needs no outbox.
    await applications.submit(actor, application);
    return { started: await start(application) };
  };
}
