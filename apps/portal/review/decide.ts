import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Applications, LoanVault, ReviewDecision } from '#lending/index.ts';
import { VaultError } from '#vault/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef, DecisionRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';
import type { Processing } from '../start/loan-workflow.ts';

export interface EnteredDecision extends Omit<ReviewDecision, 'reviewer'> {
  idempotencyKey: string;
}

/**
 * Records a reviewer's decision in the vault, and hands its reference to the workflow. Gives the reference.
 * @throws PortalError `REVIEW_OWN_APPLICATION`, `REVIEW_NOT_AWAITING`, `PROCESSING_UNAVAILABLE`; VaultError `VAULT_NOT_FOUND`
 */
export type Decide = (
  actor: Actor,
  application: ApplicationRef,
  entered: EnteredDecision,
) => Promise<DecisionRef>;

export function createDecide(deps: {
  vault: LoanVault;
  applications: Applications;
  processing: Processing;
}): Decide {
  const { vault, applications, processing } = deps;

  /** What has ended is not refused here: a form that is sent again may ask about the very decision that ended it. */
  async function mayDecide(actor: Actor, application: ApplicationRef): Promise<void> {
    const { owner, status } = await applications.get(actor, application);
    if (owner === actor.id) throw new PortalError('REVIEW_OWN_APPLICATION');
    if (status === 'submitted') throw new PortalError('REVIEW_NOT_AWAITING');
  }

  /**
   * The form sent twice is one decision. Sent again with another decision, after Temporal did not answer, it is
   * another: in the vault the first write wins, and it must not win over what the reviewer says now.
   */
  async function record(
    actor: Actor,
    application: ApplicationRef,
    { idempotencyKey, ...entered }: EnteredDecision,
  ): Promise<DecisionRef> {
    const session = vault.as(actor);
    const value = { ...entered, reviewer: actor.id };
    const ref = await session.put('review-decision', {
      subject: application,
      value,
      idempotencyKey,
    });
    const kept = await session.get('review-decision', ref);
    if (isDeepStrictEqual(kept, value)) return ref;
    const latest = await session.find('review-decision', application);
    if (latest && isDeepStrictEqual(latest.value, value)) return latest.ref;
    return session.put('review-decision', {
      subject: application,
      value,
      idempotencyKey: randomUUID(),
    });
  }

  return async function decide(actor, application, entered) {
    await mayDecide(actor, application);
    const decision = await record(actor, application, entered).catch(notAwaiting);
    // Temporal knows an update by its ID, also when the workflow is over: it says which decision was applied.
    await processing.decide(application, decision);
    return decision;
  };
}

/** Nothing new is recorded for an application that has ended. */
function notAwaiting(error: unknown): never {
  if (error instanceof VaultError && error.code === 'VAULT_CONFLICT')
    throw new PortalError('REVIEW_NOT_AWAITING');
  throw error;
}
