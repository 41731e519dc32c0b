import { isDeepStrictEqual } from 'node:util';
import { LendingError, needsTwoReviewers, standingOf } from '#lending/index.ts';
import type { Applications, LoanVault } from '#lending/index.ts';
import { newIdempotencyKey, VaultError } from '#vault/index.ts';
import type { Actor, IdempotencyKey } from '#vault/index.ts';
import type { ApplicationRef, DecisionRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';
import type { LoanWorkflow } from '../start/loan-workflow.ts';
import type { EnteredDecision } from './decision-form.ts';

/**
 * Stores a reviewer's decision in the vault, and passes its reference to the workflow. Returns the
 * reference. The first of two approvals that a large loan takes is not passed on: the workflow goes
 * on waiting, and history does not show which loans are large. Idempotent.
 * @throws PortalError `REVIEW_OWN_APPLICATION`, `REVIEW_NOT_AWAITING`, `DECISION_OVERTAKEN`,
 *   `PROCESSING_UNAVAILABLE`; LendingError `APPROVED_BEFORE`; VaultError `VAULT_NOT_FOUND`
 */
export type Decide = (
  actor: Actor,
  application: ApplicationRef,
  entered: EnteredDecision,
) => Promise<{ decision: DecisionRef; awaitsAnother: boolean }>;

export function createDecide(deps: {
  vault: LoanVault;
  applications: Applications;
  loanWorkflow: LoanWorkflow;
}): Decide {
  const { vault, applications, loanWorkflow } = deps;

  /**
   * Does not refuse an application that has ended: a form that is sent again may be about the very
   * decision that ended it.
   */
  async function checkMayDecide(actor: Actor, application: ApplicationRef): Promise<void> {
    const { owner, status } = await applications.get(actor, application);
    if (owner === actor.id) throw new PortalError('REVIEW_OWN_APPLICATION');
    if (status === 'submitted') throw new PortalError('REVIEW_NOT_AWAITING');
  }

  /**
   * The same form sent twice is one decision. Sent again with a different decision, after Temporal
   * did not answer, it is another: the vault keeps the first write, which must not override what
   * the reviewer decides now.
   */
  async function store(
    actor: Actor,
    application: ApplicationRef,
    { idempotencyKey, ...entered }: EnteredDecision,
  ): Promise<DecisionRef> {
    const session = vault.as(actor);
    const value = { ...entered, reviewer: actor.id };
    const put = (key: IdempotencyKey) =>
      session.put('review-decision', { subject: application, value, idempotencyKey: key });
    const ref = await put(idempotencyKey);
    const stored = await session.get('review-decision', ref);
    if (isDeepStrictEqual(stored, value)) return ref;
    const latest = await session.find('review-decision', application);
    if (latest && isDeepStrictEqual(latest.value, value)) return latest.ref;
    return put(newIdempotencyKey());
  }

  async function isOfLargeLoan(actor: Actor, application: ApplicationRef): Promise<boolean> {
    const { requestedCents } = await vault.as(actor).get('finances', application);
    return needsTwoReviewers(requestedCents);
  }

  /** Whether an approval has to wait for another one. */
  async function awaitsAnother(actor: Actor, application: ApplicationRef): Promise<boolean> {
    const standing = await standingOf({ vault: vault.as(actor), applications }, actor, application);
    if (standing === 'declined') throw new PortalError('REVIEW_NOT_AWAITING');
    return standing === 'one-more';
  }

  return async function decide(actor, application, entered) {
    await checkMayDecide(actor, application);
    const takesTwo = entered.decision === 'approve' && (await isOfLargeLoan(actor, application));
    // Before anything is stored: a second approval by the same reviewer would pass for the latest
    // decision, and overtake that of another.
    if (takesTwo)
      await applications
        .approve(actor, application, entered.idempotencyKey)
        .catch(throwNotAwaiting);
    const decision = await store(actor, application, entered).catch(throwNotAwaiting);
    if (takesTwo && (await awaitsAnother(actor, application)))
      return { decision, awaitsAnother: true };
    // Temporal knows an Update by its ID, even after the workflow has ended, and so answers which
    // decision was applied.
    await loanWorkflow.decide(application, decision);
    return { decision, awaitsAnother: false };
  };
}

/** The database takes no new decision on an application that has ended. */
function throwNotAwaiting(error: unknown): never {
  const isConflict =
    (error instanceof VaultError && error.code === 'VAULT_CONFLICT') ||
    (error instanceof LendingError && error.code === 'APPLICATION_CONFLICT');
  if (isConflict) throw new PortalError('REVIEW_NOT_AWAITING');
  throw error;
}
