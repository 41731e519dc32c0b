import type { LoanActivities } from '#contract/index.ts';
import { isComplete } from '#lending/rules.ts';
import type { Tools } from './tools.ts';
import { uploadsOf } from './uploads.ts';

/**
 * Checks what the portal could not know or must not be trusted with. The vault checks the details'
 * schema.
 */
export function createValidateApplication(tools: Tools): LoanActivities['validateApplication'] {
  const { vault, note, submittedAt } = tools;
  return async (application) => {
    const { dateOfBirth } = await vault.get('application-details', application);
    const documentTypes = (await uploadsOf(vault, application)).map(({ type }) => type);
    const submission = { submittedAt: await submittedAt(application), dateOfBirth, documentTypes };
    if (!isComplete(submission)) return 'incomplete';
    await note(application, 'validated');
    return 'complete';
  };
}
