/**
 * The naive loan workflow on its way out: what is deployed to the naive task queue once new
 * applications start by reference (docs/adopt.md, "Move a running workflow to references").
 * Executions under way keep their history and their ID. What they have not done yet, they leave to
 * an application in the vault.
 */
import { condition, isCancellation, patched, proxyActivities } from '@temporalio/workflow';
import type { ApplicationRef } from '#contract/index.ts';
import type { LoanApplication, LoanResult } from '../naive/contract.ts';
import { assess, conclude, decideOn } from '../naive/loan-application.ts';
import type { MigrationActivities } from './contract.ts';
import { openReview } from './review.ts';

const { moveIntoVault } = proxyActivities<MigrationActivities>({
  startToCloseTimeout: '20 minutes',
  heartbeatTimeout: '30 seconds',
});

/** The naive story, and two ways out of it. */
export async function loanApplication(
  application: LoanApplication,
): Promise<LoanResult | ApplicationRef> {
  const review = openReview(application);
  try {
    // True for an execution that begins after the deployment, such as one that a portal of the
    // previous version started during the rollout. False for every older one: its history has no
    // marker, and its steps must replay.
    if (patched('by-reference')) return await moveIntoVault();
    const assessment = await assess(application);
    const decided = decideOn(review, assessment);
    // An older one that waits for a reviewer may wait for weeks. A signal, an event that no old
    // history contains, needs no patch: without it, the commands are the same as ever.
    await Promise.race([decided, condition(review.isMoving)]);
    if (review.isMoving()) return await moveIntoVault();
    return await conclude(application, review, await decided, assessment);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return {
      outcome: 'withdrawn',
      customer: application.details.fullName,
      reason: review.reason(),
    };
  }
}
