import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '#infra/logging/logger.ts';
import type { ApplicationDetails, Applications, LoanVault } from '#lending/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';
import type { Processing } from '../start/loan-workflow.ts';

/** What a customer does with an application, from the first form to its end. */
export interface Submissions {
  /**
   * Opens a draft and stores the details. Idempotent.
   * @throws PortalError `FORM_SENT_BEFORE` if the same form was sent with other answers; VaultError
   * `VAULT_TOO_MANY_OPEN`
   */
  open(actor: Actor, idempotencyKey: string, details: ApplicationDetails): Promise<ApplicationRef>;

  /**
   * Submits a draft. Returns whether processing began at once.
   * @throws LendingError `APPLICATION_INCOMPLETE`; VaultError `VAULT_NOT_FOUND`
   */
  submit(actor: Actor, application: ApplicationRef): Promise<{ started: boolean }>;

  /**
   * Withdraws what was submitted, and empties a draft.
   * @throws PortalError `APPLICATION_ENDED`, `PROCESSING_UNAVAILABLE`; VaultError `VAULT_NOT_FOUND`
   */
  withdraw(actor: Actor, application: ApplicationRef): Promise<{ was: 'draft' | 'submitted' }>;
}

export interface SubmissionDependencies {
  vault: LoanVault;
  applications: Applications;
  processing: Processing;
  logger: Logger;
  /** Called when a start failed: what was committed will be started later (sweeping.ts). */
  startLater: () => void;
}

export function createSubmissions(deps: SubmissionDependencies): Submissions {
  const { vault, applications, processing, logger, startLater } = deps;

  async function start(application: ApplicationRef): Promise<boolean> {
    try {
      await processing.start(application);
      await applications.markStarted(application);
      return true;
    } catch (error) {
      logger.warn({ event: 'start-postponed', application, error });
      startLater();
      return false;
    }
  }

  /** The sweeper removes a draft that is not submitted within a day; its documents need not wait. */
  async function removeDocuments(actor: Actor, application: ApplicationRef): Promise<void> {
    const session = vault.as(actor);
    for (const { ref } of await session.listDocuments(application))
      await session.removeDocument(ref);
  }

  return {
    async open(actor, idempotencyKey, value) {
      const session = vault.as(actor);
      const application = await session.openSubject(actor.id, idempotencyKey);
      await session.put('application-details', { subject: application, value });
      // The first write wins, but must not silently win over a correction that is sent with the same key.
      const kept = await session.get('application-details', application);
      if (!isDeepStrictEqual(kept, value)) throw new PortalError('FORM_SENT_BEFORE');
      return application;
    },

    async submit(actor, application) {
      // The commit in Postgres counts. If Temporal does not answer afterwards, the sweeper starts the workflow
      // later: a submission never depends on Temporal, and needs no outbox.
      await applications.submit(actor, application);
      return { started: await start(application) };
    },

    async withdraw(actor, application) {
      const { status } = await applications.get(actor, application);
      if (status === 'draft') {
        await removeDocuments(actor, application);
        return { was: 'draft' };
      }
      if (status !== 'submitted' && status !== 'in-review')
        throw new PortalError('APPLICATION_ENDED');
      await processing.withdraw(application);
      await applications.markStarted(application);
      return { was: 'submitted' };
    },
  };
}
