import type { Applications, LoanVault } from '#lending/index.ts';
import type { Actor, Sweeper } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';
import { endCodes } from '../http/words.ts';
import type { LoanWorkflow } from '../start/loan-workflow.ts';

/**
 * Withdraws a submitted application, or discards a draft. Returns which of the two it was.
 * @throws PortalError `NOT_A_DRAFT` if it was submitted meanwhile; `APPLICATION_ENDED`,
 *   `PROCESSING_UNAVAILABLE`; VaultError `VAULT_NOT_FOUND`
 */
export type Withdraw = (
  actor: Actor,
  application: ApplicationRef,
) => Promise<{ was: 'draft' | 'submitted' }>;

export function createWithdraw(deps: {
  vault: LoanVault;
  vaultSweeper: Sweeper;
  applications: Applications;
  loanWorkflow: LoanWorkflow;
}): Withdraw {
  const { vault, vaultSweeper, applications, loanWorkflow } = deps;

  /** Gone at once, from lists and from the limit of drafts, and with it the key of its data. */
  async function discard(actor: Actor, application: ApplicationRef): Promise<void> {
    const session = vault.as(actor);
    for (const { ref } of await session.listDocuments(application))
      await session.removeDocument(ref);
    const isGone = await vaultSweeper.removeOpenSubject(application, actor.id);
    if (!isGone) throw new PortalError('NOT_A_DRAFT');
  }

  return async function withdraw(actor, application) {
    const { status } = await applications.get(actor, application);
    if (status === 'draft') {
      await discard(actor, application);
      return { was: 'draft' };
    }
    if (endCodes.has(status)) throw new PortalError('APPLICATION_ENDED');
    // In the vault first: there the process looks for the customer's word.
    await applications.markWithdrawn(actor, application);
    await loanWorkflow.withdraw(application);
    await applications.markStarted(application);
    return { was: 'submitted' };
  };
}
