import { sha256 } from '#audit/ledger/ledger.ts';
import type { SampleApplication } from '#lending/samples/application.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import type { LoanApplication } from '../naive/contract.ts';
import { applicationForm } from '#lending/application-form.ts';

/**
 * The application as the approaches without a vault pass it around, read from the same form as in
 * the portal.
 */
export function loanApplicationOf({ form, documents }: SampleApplication): LoanApplication {
  return {
    submittedAt: new Date().toISOString(),
    details: applicationForm.parse({ ...form, idempotencyKey: newIdempotencyKey() }).details,
    documents: documents.map(({ content, ...document }) => ({
      ...document,
      sha256: sha256(content),
      content: content.toString('base64'),
    })),
  };
}
