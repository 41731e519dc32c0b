/** The three steps around a reviewer's decision. */
import { failure } from '#infra/temporal/failures.ts';
import type { ApplicationRef, DecisionRef, LoanActivities } from '#contract/index.ts';
import { standingOf, worker } from '#lending/index.ts';
import type { Tools } from './tools.ts';

type ReviewTools = Pick<
  Tools,
  'vault' | 'mail' | 'portalUrl' | 'reviewersMail' | 'note' | 'moveTo' | 'lifeCycle'
>;
type ReviewSteps = Pick<LoanActivities, 'requestReview' | 'remindReviewers' | 'readDecision'>;

export function createReviewSteps({
  vault,
  mail,
  portalUrl,
  reviewersMail,
  note,
  moveTo,
  lifeCycle,
}: ReviewTools): ReviewSteps {
  /** Why a decision that is not the latest one is refused. */
  async function reasonAgainst(application: ApplicationRef, decision: DecisionRef) {
    const own = await vault.list('review-decision', application);
    const isOwn = own.some(({ ref }) => ref === decision);
    return isOwn ? 'DecisionOvertaken' : 'DecisionNotForThisApplication';
  }

  const standing = (application: ApplicationRef) =>
    standingOf({ vault, applications: lifeCycle }, worker, application);

  return {
    async requestReview(application) {
      await moveTo(application, 'in-review');
      await note(application, 'in-review');
    },

    async remindReviewers(application) {
      if (!(await lifeCycle.awaitsReminder(worker, application))) return;
      await mail.send({
        to: reviewersMail,
        subject: 'An application waits for your decision',
        text: `An application waits for your decision:\n${portalUrl}/reviews\n`,
        id: await vault.pseudonym(application, 'reminder'),
      });
      await lifeCycle.markReminded(worker, application);
    },

    async readDecision(application, decision) {
      // The reference came through Temporal, so it may be another application's. Of the
      // application's own decisions the latest counts, until one is accepted.
      const accepted = await lifeCycle.acceptedDecision(worker, application);
      const counts = accepted ?? (await vault.find('review-decision', application))?.ref;
      if (counts !== decision)
        throw failure(await reasonAgainst(application, decision), { nonRetryable: true });
      const { decision: word } = await vault.get('review-decision', decision, application);
      // Of a large loan, a first approval is for the portal to keep until there is a second.
      if (word === 'approve' && (await standing(application)) !== 'enough')
        throw failure('VaultRefused', { nonRetryable: true });
      if ((await lifeCycle.acceptDecision(worker, application, decision)) !== decision)
        throw failure('DecisionOvertaken', { nonRetryable: true });
      await note(application, 'decided');
      return word;
    },
  };
}
