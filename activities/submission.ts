import type { ApplicationRef } from '#contract/index.ts';
import { isComplete } from '#lending/rules.ts';
import type { Tools } from './tools.ts';
import { uploadsOf } from './uploads.ts';

/**
 * Whether an adult submitted all documents: what the portal could not know, or must not be trusted
 * with. The vault checks the schema of the details.
 */
export async function isCompleteSubmission(
  { vault, submittedAt }: Pick<Tools, 'vault' | 'submittedAt'>,
  application: ApplicationRef,
): Promise<boolean> {
  const { dateOfBirth } = await vault.get('identity', application);
  const documentTypes = (await uploadsOf(vault, application)).map(({ type }) => type);
  return isComplete({ submittedAt: await submittedAt(application), dateOfBirth, documentTypes });
}
