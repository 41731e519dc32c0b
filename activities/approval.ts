import { failure } from '#infra/temporal/failures.ts';
import type { ApplicationRef, Outcome } from '#contract/index.ts';
import type { Tools } from './tools.ts';

type Claim = (application: ApplicationRef, outcome: Outcome | 'failed') => Promise<void>;

/**
 * Refuses the outcome `approved` (`OutcomeNotSupported`) unless the vault bears it out. The word comes by way of
 * Temporal, whose operator can complete a step with any answer. The other outcomes hand out no money, and an operator
 * can bring them about in honest ways, by letting a deadline pass or by ending the workflow: they are not checked.
 */
export function createApprovalCheck({ vault, hasNoted }: Pick<Tools, 'vault' | 'hasNoted'>): Claim {
  /**
   * Any reviewer's approval counts, and not only the latest decision: one that came after the workflow had taken the
   * first is in the vault as well, although the workflow refused it.
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
