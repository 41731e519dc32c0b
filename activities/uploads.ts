import type { DocumentDescription, LoanVaultSession, UploadType } from '#lending/index.ts';
import type { ApplicationRef, DocumentRef } from '#contract/index.ts';

/** A document that the customer uploaded. */
export interface Upload extends DocumentDescription {
  ref: DocumentRef;
  type: UploadType;
}

/** What the customer uploaded, oldest first, without the decision letter. */
export async function uploadsOf(
  vault: Pick<LoanVaultSession, 'listDocuments'>,
  application: ApplicationRef,
): Promise<Upload[]> {
  const documents = await vault.listDocuments(application);
  return documents.filter((document): document is Upload => document.type !== 'decision-letter');
}
