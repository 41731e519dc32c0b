import type {
  Application,
  ApplicationEvent,
  Applications,
  DocumentDescription,
  LoanVault,
} from '#lending/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { maskDetails, shownParts } from './masking.ts';
import type { MaskedDetails } from './masking.ts';
import { endCodes } from '../http/words.ts';

/** An application as its page shows it, to the customer or to a reviewer. */
export interface ApplicationView {
  application: Omit<Application, 'owner' | 'waitingToStart'>;
  details: MaskedDetails | undefined;
  documents: DocumentView[];
  timeline: ApplicationEvent[];
  /** The outcome is recorded: no event follows. */
  ended: boolean;
  /** Submitted, but its workflow is not recorded as started yet. */
  waitingToStart: boolean;
}

export type DocumentView = Omit<DocumentDescription, 'subject'>;

/** Reads all that the actor may see of an application. @throws VaultError `VAULT_NOT_FOUND` */
export async function applicationView(
  { vault, applications }: { vault: LoanVault; applications: Applications },
  actor: Actor,
  ref: ApplicationRef,
): Promise<ApplicationView> {
  // First, so that a reference that is unknown, or another customer's, decrypts nothing and leaves
  // no audit entry.
  const { owner: _owner, waitingToStart, ...application } = await applications.get(actor, ref);
  const session = vault.as(actor);
  const [details, documents, timeline] = await Promise.all([
    session.findParts(ref, ...shownParts),
    session.listDocuments(ref),
    applications.events(actor, ref),
  ]);
  return {
    application,
    details: details && maskDetails(details),
    documents: documents.map(documentView),
    timeline,
    ended: endCodes.has(application.status),
    waitingToStart,
  };
}

export function documentView({ subject: _known, ...document }: DocumentDescription): DocumentView {
  return document;
}
