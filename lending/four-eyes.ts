/** Four eyes: a loan above an amount (rules.ts) takes the approval of two reviewers. */
import type { ApplicationRef } from '#contract/index.ts';
import type { Actor } from '#vault/index.ts';
import type { Applications } from './life-cycle.ts';
import { needsTwoReviewers } from './rules.ts';
import type { LoanVaultSession } from './stored-types.ts';

/** What an approval of an application is worth: whether it is enough, or what stands against it. */
export type Standing = 'enough' | 'one-more' | 'declined';

/**
 * How an approved application stands. Who has approved, the database says, which takes one approval
 * from each reviewer; and what they decided, their records in the vault. One decline is enough.
 * Reads the finances, and above the amount the decisions. Throws as `vault.get` does.
 */
export async function standingOf(
  {
    vault,
    applications,
  }: {
    vault: LoanVaultSession<'finances' | 'review-decision'>;
    applications: Pick<Applications, 'approvers'>;
  },
  actor: Actor,
  ref: ApplicationRef,
): Promise<Standing> {
  const { requestedCents } = await vault.get('finances', ref);
  if (!needsTwoReviewers(requestedCents)) return 'enough';
  const decisions = (await vault.list('review-decision', ref)).map(({ value }) => value);
  const approved = decisions.filter(({ decision }) => decision === 'approve');
  const approvers = (await applications.approvers(actor, ref)).filter((one) =>
    approved.some(({ reviewer }) => reviewer === one),
  );
  if (approvers.length < 2) return 'one-more';
  return approved.length < decisions.length ? 'declined' : 'enough';
}
