import { Context } from '@temporalio/activity';
import type { ByValueActivities } from '../naive/contract.ts';
import { isComplete } from '#lending/rules.ts';
import { assess } from '#activities/risk/assess.ts';
import { createDocumentSteps } from './documents.ts';
import { createLetterSteps } from './letters.ts';
import type { ByValueDependencies, ByValueTools, StepContext } from './tools.ts';
import { createVerifyIdentity } from './verify-identity.ts';

/**
 * DEMO ONLY: the steps of the process on values, for the approaches that pass data around. They are
 * written as is common in practice, and use the same scanning, reading, scoring and writing as the
 * steps by reference.
 * @param context of a step, where no Temporal worker runs it
 */
export function createByValueActivities(
  dependencies: ByValueDependencies,
  context: () => StepContext = () => Context.current(),
): ByValueActivities {
  const tools: ByValueTools = { ...dependencies, context };
  return {
    ...createDocumentSteps(tools),
    async validateApplication({ submittedAt, details: { dateOfBirth }, documents }) {
      const documentTypes = documents.map(({ type }) => type);
      const submission = { submittedAt: new Date(submittedAt), dateOfBirth, documentTypes };
      return isComplete(submission) ? 'complete' : 'incomplete';
    },
    verifyIdentity: createVerifyIdentity(tools),
    scoreRisk: async ({ details, extraction, identity }) =>
      assess({ finances: details, extraction, identity }),
    ...createLetterSteps(tools),
  };
}
