import { failure } from '#infra/temporal/failures.ts';
import type { ApplicationRef, Outcome } from '#contract/index.ts';
import { worker } from '#lending/index.ts';
import type { Tools } from './tools.ts';

type Claim = (application: ApplicationRef, outcome: Outcome | 'failed') => Promise<void>;

/**
 * Writes down how the application ends, or fails (`OutcomeNotSupported`) if another end is written
 * already, or if the vault's records do not support an approval. The outcome comes through
 * Temporal, whose operator can call any step with any value: of two that contradict each other the
 * first counts, for the letter as for the status. The other outcomes hand out no money, and the
 * operator can cause them anyway, by letting a deadline pass or by terminating the workflow.
 */
export function createSettlement({
  vault,
  hasNoted,
  lifeCycle,
}: Pick<Tools, 'vault' | 'hasNoted' | 'lifeCycle'>): Claim {
  /** A decision that was accepted decides alone; only without a review does the assessment. */
  async function isApproved(application: ApplicationRef): Promise<boolean> {
    const decision = await lifeCycle.acceptedDecision(worker, application);
    if (decision)
      return (await vault.get('review-decision', decision, application)).decision === 'approve';
    if ((await lifeCycle.get(worker, application)).status === 'in-review') return false;
    const assessment = await vault.find('risk-assessment', application);
    const identity = await vault.find('identity-report', application);
    const isRecommended =
      assessment?.value.recommendation === 'approve' && identity?.value.confirmed === true;
    return isRecommended && (await hasNoted(application, 'validated'));
  }

  return async (application, outcome) => {
    const isSupported = outcome !== 'approved' || (await isApproved(application));
    const settled = isSupported && (await lifeCycle.settle(worker, application, outcome));
    if (settled !== outcome) throw failure('OutcomeNotSupported', { nonRetryable: true });
  };
}
