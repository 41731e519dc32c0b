import type { ApplicationRef, LoanActivities } from '#contract/index.ts';
import { isComplete } from '#lending/rules.ts';
import type { Tools } from './tools.ts';
import { uploadsOf } from './uploads.ts';

/**
 * Checks that an application can be assessed at all, and leaves the result in the timeline: steps
 * that follow need not open a date of birth again.
 */
export function createValidateApplication({
  vault,
  note,
  lifeCycle,
  actor,
}: Tools<'validateApplication'>): LoanActivities['validateApplication'] {
  /** What the portal could not know, or must not be trusted with. The vault checks the schema. */
  async function isUsable(application: ApplicationRef): Promise<boolean> {
    const { dateOfBirth } = await vault.get('identity', application);
    const documentTypes = (await uploadsOf(vault, application)).map(({ type }) => type);
    const { submittedAt, createdAt } = await lifeCycle.get(actor, application);
    return isComplete({ submittedAt: submittedAt ?? createdAt, dateOfBirth, documentTypes });
  }

  return async (application) => {
    const usable = await isUsable(application);
    await note(application, usable ? 'validated' : 'incomplete');
    return usable ? 'complete' : 'incomplete';
  };
}
