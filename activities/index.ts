import type { LoanActivities } from '#contract/index.ts';
import { createExtractFields } from './extract-fields.ts';
import { createNotifyCustomer } from './notify-customer.ts';
import { createRequestDocuments } from './request-documents.ts';
import { createRecordOutcome } from './record-outcome.ts';
import { createRenderLetter } from './render-letter.ts';
import { createReviewSteps } from './review.ts';
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
  const tools = createTools(dependencies);
  const steps: LoanActivities = {
    scanDocuments: createScanDocuments(tools),
    requestDocuments: createRequestDocuments(tools),
    validateApplication: createValidateApplication(tools),
    extractFields: createExtractFields(tools),
    verifyIdentity: createVerifyIdentity(tools),
    scoreRisk: createScoreRisk(tools),
    ...createReviewSteps(tools),
    renderLetter: createRenderLetter(tools),
    notifyCustomer: createNotifyCustomer(tools),
    recordOutcome: createRecordOutcome(tools),
  };
  return withFailures(steps, dependencies.logger);
}
