/** The three steps around a reviewer's decision. */
import { failure } from '#infra/temporal/failures.ts';
import type { ApplicationRef, DecisionRef, LoanActivities } from '#contract/index.ts';
import type { Tools } from './tools.ts';

type ReviewTools = Pick<
  Tools,
  'vault' | 'mail' | 'portalUrl' | 'reviewersMail' | 'note' | 'moveTo'
>;
type ReviewSteps = Pick<LoanActivities, 'requestReview' | 'remindReviewers' | 'readDecision'>;

export function createReviewSteps({
  vault,
  mail,
  portalUrl,
  reviewersMail,
  note,
  moveTo,
}: ReviewTools): ReviewSteps {
  /** Why a decision that is not the latest one is refused. */
  async function reasonAgainst(application: ApplicationRef, decision: DecisionRef) {
    const own = await vault.list('review-decision', application);
    const isOwn = own.some(({ ref }) => ref === decision);
    return isOwn ? 'DecisionOvertaken' : 'DecisionNotForThisApplication';
  }

  return {
    async requestReview(application) {
      await moveTo(application, 'in-review');
      await note(application, 'in-review');
    },

    async remindReviewers(application) {
      await mail.send({
        to: reviewersMail,
        subject: 'An application waits for your decision',
        text: `An application waits for your decision:\n${portalUrl}/reviews\n`,
        id: await vault.pseudonym(application, 'reminder'),
      });
    },

    async readDecision(application, decision) {
      // The reference came through Temporal, so it may be another application's. Of the
      // application's own decisions the latest counts, which may be a later one.
      const latest = await vault.find('review-decision', application);
      if (latest?.ref !== decision)
        throw failure(await reasonAgainst(application, decision), { nonRetryable: true });
      await note(application, 'decided');
      return latest.value.decision;
    },
  };
}
