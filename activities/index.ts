import type { ActivityName, LoanActivities } from '#contract/index.ts';
import { createExtractFields } from './extract-fields.ts';
import { createNotifyCustomer } from './notify-customer.ts';
import { createRequestDocuments } from './request-documents.ts';
import { createRecordOutcome } from './record-outcome.ts';
import { createRenderLetter } from './render-letter.ts';
import { createReadDecision, createRemindReviewers, createRequestReview } from './review.ts';
import { createScanDocuments } from './scan-documents.ts';
import { createScoreRisk } from './score-risk.ts';
import { withFailures } from './step.ts';
import { createTools } from './tools.ts';
import type { ActivityDependencies } from './tools.ts';
import { createValidateApplication } from './validate-application.ts';
import { createVerifyIdentity } from './verify-identity.ts';

export type { ActivityDependencies } from './tools.ts';

/**
 * The steps of the process: each fetches by reference, processes, writes back, and returns a
 * reference. Each is idempotent: it may run twice, or die between any two lines, and stores its
 * result once. They fail only with ApplicationFailures of the contract's types.
 */
export function createActivities(dependencies: ActivityDependencies): LoanActivities {
  const tools = <Name extends ActivityName>(name: Name) => createTools(dependencies, name);
  const steps: LoanActivities = {
    scanDocuments: createScanDocuments(tools('scanDocuments')),
    requestDocuments: createRequestDocuments(tools('requestDocuments')),
    validateApplication: createValidateApplication(tools('validateApplication')),
    extractFields: createExtractFields(tools('extractFields')),
    verifyIdentity: createVerifyIdentity(tools('verifyIdentity')),
    scoreRisk: createScoreRisk(tools('scoreRisk')),
    requestReview: createRequestReview(tools('requestReview')),
    remindReviewers: createRemindReviewers(tools('remindReviewers')),
    readDecision: createReadDecision(tools('readDecision')),
    renderLetter: createRenderLetter(tools('renderLetter')),
    notifyCustomer: createNotifyCustomer(tools('notifyCustomer')),
    recordOutcome: createRecordOutcome(tools('recordOutcome')),
  };
  return withFailures(steps, dependencies.logger);
}
