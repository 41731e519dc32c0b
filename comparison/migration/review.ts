/** The naive review, which also takes the signal to move. */
import { defineSignal, setHandler } from '@temporalio/workflow';
import type { LoanApplication, ReviewDecision } from '../naive/contract.ts';
import { decide, openReview as openNaiveReview } from '../naive/review.ts';
import type { Review } from '../naive/review.ts';

/** Carries nothing: what is to move is in the execution's own history. */
export const move = defineSignal('move');

export interface MovableReview extends Review {
  /** True once the execution was asked to move, unless a reviewer had decided before. */
  isMoving(): boolean;
}

export function openReview(application: LoanApplication): MovableReview {
  const review = openNaiveReview(application);
  let isMoving = false;
  setHandler(move, () => {
    isMoving = review.reason() === undefined;
  });
  // A decision that comes while the application moves would be lost. Refused before it enters
  // history, it reaches the reviewer as an error, and the reviewer finds the application again in
  // the queue of the new process.
  setHandler(decide, review.take, {
    validator: (_decision: ReviewDecision) => {
      if (isMoving) throw new Error('The application is being moved');
    },
  });
  return { ...review, isMoving: () => isMoving };
}
