import { msToNumber } from '@temporalio/common';
import { expireAfter, remindAfter, replaceWithin } from '#contract/durations.ts';
import { failure } from '#infra/temporal/failures.ts';
import type { ApplicationRef, DecisionRef, Outcome, ReportRef } from '#contract/index.ts';
import { standingOf } from '#lending/index.ts';
import type { Application, EventCode } from '#lending/index.ts';
import type { Tools } from './tools.ts';

type End = Outcome | 'failed';
type Claim = (application: ApplicationRef, outcome: End) => Promise<void>;

/** What an outcome rests on, if the vault supports it: a decision, an assessment, or a fact. */
type Ground = DecisionRef | ReportRef | 'fact' | undefined;

/** The vault's clock and Temporal's may differ. */
const clockToleranceMs = 60 * 60_000;

/**
 * Writes down how the application ends and what that rests on, or fails (`OutcomeNotSupported`) if
 * another end is written already, or if the vault's records do not support this one. The outcome
 * comes through Temporal, whose operator can call any step with any value: the vault decides, and
 * of two that contradict each other the first counts, for the letter as for the status. Only a
 * failure needs no support: an operator can cause one anyway, and it hands out nothing.
 */
export function createSettlement({
  vault,
  lifeCycle,
  actor,
  hasNoted,
}: Tools<'recordOutcome'>): Claim {
  const grounds: Record<End, (application: Application) => Promise<Ground>> = {
    approved: (application) => verdict('approve', application),
    declined: async (application) =>
      (await verdict('decline', application)) ?? (await unusable(application)),
    expired: async ({ ref }) =>
      !(await lifeCycle.acceptedDecision(actor, ref)) &&
      (await isPast(ref, 'in-review', remindAfter, expireAfter))
        ? 'fact'
        : undefined,
    withdrawn: async ({ withdrawnAt }) => (withdrawnAt ? 'fact' : undefined),
    failed: async () => 'fact',
  };

  /** In review the decision that was accepted decides alone, and otherwise the assessment. */
  async function verdict(word: 'approve' | 'decline', { ref, status }: Application) {
    if (status !== 'in-review') return assessmentTo(word, ref);
    const accepted = await lifeCycle.acceptedDecision(actor, ref);
    const decision = accepted && (await vault.get('review-decision', accepted, ref));
    if (decision?.decision !== word || (word === 'approve' && (await lacksOne(ref))))
      return undefined;
    return accepted;
  }

  /** A decline that came after the decision that was accepted is too late. */
  async function lacksOne(ref: ApplicationRef): Promise<boolean> {
    return (await standingOf({ vault, applications: lifeCycle }, actor, ref)) === 'one-more';
  }

  /** Without a review, only that of a confirmed identity counts, and none approves a large loan. */
  async function assessmentTo(word: 'approve' | 'decline', ref: ApplicationRef) {
    if (word === 'approve' && (await lacksOne(ref))) return undefined;
    const assessment = await vault.find('risk-assessment', ref);
    const identity = await vault.find('identity-report', ref);
    const isMeant = assessment?.value.recommendation === word && identity?.value.confirmed;
    return isMeant ? assessment.ref : undefined;
  }

  /** Details or documents with which no assessment was possible. */
  async function unusable({ ref, status }: Application): Promise<Ground> {
    const isUnusable =
      status === 'needs-documents'
        ? await isPast(ref, 'documents-refused', replaceWithin)
        : status === 'submitted' && (await hasNoted(ref, 'incomplete'));
    return isUnusable ? 'fact' : undefined;
  }

  async function isPast(ref: ApplicationRef, code: EventCode, ...waits: string[]) {
    const events = await lifeCycle.events(actor, ref);
    const since = events.find((event) => event.code === code)?.at;
    const wait = waits.reduce((sum, one) => sum + msToNumber(one as '1 day'), -clockToleranceMs);
    return since !== undefined && since.getTime() + wait <= Date.now();
  }

  async function settle(ref: ApplicationRef, outcome: End): Promise<End | undefined> {
    const application = await lifeCycle.get(actor, ref);
    if (application.outcome) return application.outcome;
    const ground = await grounds[outcome](application);
    if (!ground) return undefined;
    const restsOn = ground === 'fact' ? undefined : ground;
    return lifeCycle.settle(actor, ref, { outcome, restsOn });
  }

  return async (application, outcome) => {
    if ((await settle(application, outcome)) !== outcome)
      throw failure('OutcomeNotSupported', { nonRetryable: true });
  };
}
