/**
 * The loan process as it is often written, with only the code in mind: the same steps as
 * by-reference/loan-application.ts, carrying data. A comment at each leak says what it costs. The
 * naive, the codec and the External Storage approach all run this file; their data converters
 * differ, and nothing else.
 */
import { ActivityFailure, isCancellation, log, upsertMemo } from '@temporalio/workflow';
import { isUnanswered } from '#workflows/by-reference/step-failures.ts';
import { steps } from './activity-options.ts';
import { openReview } from './review.ts';
import type { Review } from './review.ts';
import type {
  ApplicationDetails,
  ExtractionReport,
  IdentityReport,
  LoanApplication,
  LoanResult,
  Outcome,
  RiskAssessment,
} from './contract.ts';

/**
 * Processes one application from its submission to an outcome. Its input is in
 * WorkflowExecutionStarted, and so in every copy, export and backup of history, until the last of
 * them is gone.
 */
export async function loanApplication(application: LoanApplication): Promise<LoanResult> {
  // In the worker's log, with the workflow's ID, which holds an e-mail address.
  log.info(`Loan application of ${application.details.fullName}`, {
    customer: application.details.email,
  });
  const review = openReview(application);
  try {
    const assessment = await assess(application);
    const outcome = await decideOn(review, assessment);
    return await conclude(application, review, outcome, assessment);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // Results are in history like everything else.
    return {
      outcome: 'withdrawn',
      customer: application.details.fullName,
      reason: review.reason(),
    };
  }
}

/** Undefined for an application that never reaches an assessment. */
export async function assess(application: LoanApplication): Promise<RiskAssessment | undefined> {
  const { details, documents } = application;
  if ((await steps.scanDocuments(documents)) === 'infected') return undefined;
  if ((await steps.validateApplication(application)) === 'incomplete') return undefined;
  const extraction = await extractFields(application);
  const identity = await verifyIdentity(details);
  const assessment = await steps.scoreRisk({ details, extraction, identity });
  // Another event, and what every list of workflows shows.
  upsertMemo({ score: assessment.score, reasons: assessment.reasons });
  return identity?.confirmed ? assessment : { ...assessment, recommendation: 'refer' };
}

export async function decideOn(review: Review, assessment?: RiskAssessment): Promise<Outcome> {
  if (!assessment || assessment.recommendation === 'decline') return 'declined';
  if (assessment.recommendation === 'approve') return 'approved';
  return await review.outcome(assessment);
}

/**
 * A document that cannot be read is left to a person. The failure is in history, with the words of
 * the parser.
 */
async function extractFields(application: LoanApplication): Promise<ExtractionReport> {
  try {
    return await steps.extractFields(application);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return { documents: [], nameIn: [], accountIn: [] };
  }
}

/** So is a bureau that stays down. */
async function verifyIdentity(details: ApplicationDetails): Promise<IdentityReport | undefined> {
  try {
    return await steps.verifyIdentity(details);
  } catch (error) {
    if (isUnanswered(error, 'BureauUnavailable')) return undefined;
    throw error;
  }
}

export async function conclude(
  { details }: LoanApplication,
  review: Review,
  outcome: Outcome,
  assessment?: RiskAssessment,
): Promise<LoanResult> {
  const letter = await steps.renderLetter(details, outcome, assessment);
  await steps.notifyCustomer(details, letter);
  return { outcome, customer: details.fullName, letter, reason: review.reason() };
}
