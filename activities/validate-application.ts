import type { LoanActivities } from '#contract/index.ts';
import { isCompleteSubmission } from './submission.ts';
import type { Tools } from './tools.ts';

/** Checks that an application can be assessed at all (submission.ts). */
export function createValidateApplication(tools: Tools): LoanActivities['validateApplication'] {
  return async (application) => {
    if (!(await isCompleteSubmission(tools, application))) return 'incomplete';
    await tools.note(application, 'validated');
    return 'complete';
  };
}
