import type { Logger } from 'pino';
import type { Actor, Applications } from '#vault/index.ts';
import type { ApplicationRef } from '#workflows/contract.ts';
import type { Processing } from './processing.ts';

export interface SubmissionDependencies {
  applications: Applications;
  processing: Processing;
  logger: Logger;
  /** Called when a start failed: what was committed will be started later (sweeping.ts). */
  startLater: () => void;
}

/**
 * Submits a draft. The commit in Postgres is what counts; the workflow is started after it, and if Temporal does not
 * answer, the sweeper starts it later. So a customer's submission never depends on Temporal, and needs no outbox.
 * Gives whether processing began.
 * @throws VaultError `VAULT_APPLICATION_INCOMPLETE`, `VAULT_NOT_FOUND`
 */
export async function submit(
  { applications, processing, logger, startLater }: SubmissionDependencies,
  actor: Actor,
  application: ApplicationRef,
): Promise<{ started: boolean }> {
  await applications.submit(actor, application);
  try {
    await processing.start(application);
    await applications.markStarted(application);
    return { started: true };
  } catch (error) {
    logger.warn({ event: 'start-postponed', application, error });
    startLater();
    return { started: false };
  }
}
