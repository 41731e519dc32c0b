import { Context } from '@temporalio/activity';
import type { ByValueActivities } from '../naive/contract.ts';
import { isComplete } from '#lending/rules.ts';
import type { CreditBureau } from '#activities/outside/credit-bureau.ts';
import type { Mail } from '#activities/outside/mail.ts';
import { assess } from '#activities/risk/assess.ts';
import type { DocumentScanner } from '#activities/scanning/document-scanner.ts';
import { createDocumentSteps } from './documents.ts';
import { createLetterSteps } from './letters.ts';
import { createVerifyIdentity } from './verify-identity.ts';

/** What the steps stand on. No vault: everything is handed around. */
export interface ByValueDependencies {
  bureau: CreditBureau;
  mail: Mail;
  scanner: DocumentScanner;
  /** Where customers find the portal. No slash at its end. */
  portalUrl: string;
  reviewersMail: string;
}

/** Who runs a step: a Temporal worker, or a request that does it all by itself. */
export type Surroundings = Pick<Context, 'cancellationSignal' | 'heartbeat' | 'log'>;

/** What each step is given. */
export interface ByValueTools extends ByValueDependencies {
  surroundings(): Surroundings;
}

/**
 * DEMO ONLY: the steps of the process on values, for the approaches that pass data around. They are written as one
 * finds them in the wild, and stand on the same scanning, reading, scoring and writing as the steps by reference.
 * @param surroundings where no Temporal worker runs the steps
 */
export function createByValueActivities(
  dependencies: ByValueDependencies,
  surroundings: () => Surroundings = () => Context.current(),
): ByValueActivities {
  const tools: ByValueTools = { ...dependencies, surroundings };
  return {
    ...createDocumentSteps(tools),
    async validateApplication({ submittedAt, details: { dateOfBirth }, documents }) {
      const documentTypes = documents.map(({ type }) => type);
      const submission = { submittedAt: new Date(submittedAt), dateOfBirth, documentTypes };
      return isComplete(submission) ? 'complete' : 'incomplete';
    },
    verifyIdentity: createVerifyIdentity(tools),
    scoreRisk: async ({ details, extraction, identity }) =>
      assess({ details, extraction, identity }),
    ...createLetterSteps(tools),
  };
}
