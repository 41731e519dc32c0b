import type { DocumentDescription, VaultSession } from '#vault/index.ts';
import type { ApplicationRef, DocumentRef } from '#contract/index.ts';

/** A document that the customer sent. */
export interface Upload extends DocumentDescription {
  ref: DocumentRef;
  type: 'identity' | 'bank-statement';
}

/** What the customer sent, oldest first; without what we wrote. */
export async function uploadsOf(
  vault: VaultSession,
  application: ApplicationRef,
): Promise<Upload[]> {
  const documents = await vault.listDocuments(application);
  return documents.filter((document): document is Upload => document.type !== 'decision-letter');
}
