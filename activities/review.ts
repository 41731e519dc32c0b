/** The three steps around a reviewer's decision. */
import { failure } from '#infra/temporal/failures.ts';
import type { LoanActivities } from '#contract/index.ts';
import type { Tools } from './tools.ts';

type ReviewSteps = Pick<LoanActivities, 'requestReview' | 'remindReviewers' | 'readDecision'>;

export function createReviewSteps({
  vault,
  mail,
  portalUrl,
  reviewersMail,
  note,
  moveTo,
}: Tools): ReviewSteps {
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
      // The latest of the application's own decisions is the one that counts: any other reference was recorded for
      // another application, or overtaken by what a reviewer said since.
      const latest = await vault.find('review-decision', application);
      if (latest?.ref !== decision)
        throw failure('DecisionNotForThisApplication', { nonRetryable: true });
      await note(application, 'decided');
      return latest.value.decision;
    },
  };
}
