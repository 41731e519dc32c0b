/** The three steps around a reviewer's decision. */
import { failure } from '#infra/temporal/failures.ts';
import type { ApplicationRef, DecisionRef, LoanActivities } from '#contract/index.ts';
import { standingOf } from '#lending/index.ts';
import type { Tools } from './tools.ts';

export function createRequestReview({
  moveTo,
  note,
}: Pick<Tools<'requestReview'>, 'moveTo' | 'note'>): LoanActivities['requestReview'] {
  return async (application) => {
    await moveTo(application, 'in-review');
    await note(application, 'in-review');
  };
}

export function createRemindReviewers(
  tools: Tools<'remindReviewers'>,
): LoanActivities['remindReviewers'] {
  const { vault, mail, portalUrl, reviewersMail, lifeCycle, actor } = tools;
  return async (application) => {
    if (!(await lifeCycle.awaitsReminder(actor, application))) return;
    await mail.send({
      to: reviewersMail,
      subject: 'An application waits for your decision',
      text: `An application waits for your decision:\n${portalUrl}/reviews\n`,
      id: await vault.pseudonym(application, 'reminder'),
    });
    await lifeCycle.markReminded(actor, application);
  };
}

export function createReadDecision({
  vault,
  note,
  lifeCycle,
  actor,
}: Pick<
  Tools<'readDecision'>,
  'vault' | 'note' | 'lifeCycle' | 'actor'
>): LoanActivities['readDecision'] {
  /** Why a decision that is not the latest one is refused. */
  async function reasonAgainst(application: ApplicationRef, decision: DecisionRef) {
    const own = await vault.list('review-decision', application);
    const isOwn = own.some(({ ref }) => ref === decision);
    return isOwn ? 'DecisionOvertaken' : 'DecisionNotForThisApplication';
  }

  return async (application, decision) => {
    // The reference came through Temporal, so it may be another application's. Of the
    // application's own decisions the latest counts, until one is accepted.
    const accepted = await lifeCycle.acceptedDecision(actor, application);
    const counts = accepted ?? (await vault.find('review-decision', application))?.ref;
    if (counts !== decision)
      throw failure(await reasonAgainst(application, decision), { nonRetryable: true });
    const { decision: word } = await vault.get('review-decision', decision, application);
    const standing = { vault, applications: lifeCycle };
    // Of a large loan, a first approval is for the portal to keep until there is a second.
    if (word === 'approve' && (await standingOf(standing, actor, application)) !== 'enough')
      throw failure('VaultRefused', { nonRetryable: true });
    if ((await lifeCycle.acceptDecision(actor, application, decision)) !== decision)
      throw failure('DecisionOvertaken', { nonRetryable: true });
    await note(application, 'decided');
    return word;
  };
}
