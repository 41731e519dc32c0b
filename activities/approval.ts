import { failure } from '#infra/temporal/failures.ts';
import type { ApplicationRef, Outcome } from '#contract/index.ts';
import type { Tools } from './tools.ts';

type Claim = (application: ApplicationRef, outcome: Outcome | 'failed') => Promise<void>;

/**
 * Refuses the outcome `approved` (`OutcomeNotSupported`) unless the vault's records support it: the
 * outcome comes through Temporal, whose operator can complete an activity with any value. The other
 * outcomes hand out no money, and the operator can cause them anyway, by letting a deadline pass or
 * by terminating the workflow: they are not checked.
 */
export function createApprovalCheck({ vault, hasNoted }: Pick<Tools, 'vault' | 'hasNoted'>): Claim {
  /**
   * Any reviewer's approval counts, not only the latest decision: the vault also holds a decision
   * that came after the workflow had accepted another, and that the workflow refused.
   */
  async function isSupported(application: ApplicationRef): Promise<boolean> {
    const decisions = await vault.list('review-decision', application);
    if (decisions.length > 0) return decisions.some(({ value }) => value.decision === 'approve');
    const assessment = await vault.find('risk-assessment', application);
    const identity = await vault.find('identity-report', application);
    const isRecommended =
      assessment?.value.recommendation === 'approve' && identity?.value.confirmed === true;
    return isRecommended && (await hasNoted(application, 'validated'));
  }

  return async (application, outcome) => {
    if (outcome !== 'approved' || (await isSupported(application))) return;
    throw failure('OutcomeNotSupported', { nonRetryable: true });
  };
}
