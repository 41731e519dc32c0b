import type { Application, ApplicationEvent, DocumentDescription } from '#lending/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { maskDetails } from './masking.ts';
import type { MaskedDetails } from './masking.ts';
import { endCodes } from '../http/words.ts';
import type { RouteDependencies } from '../http/dependencies.ts';

/** An application as its page shows it, to the customer or to a reviewer. */
export interface ApplicationView {
  application: Omit<Application, 'owner' | 'waitingToStart'>;
  details: MaskedDetails | undefined;
  documents: DocumentView[];
  timeline: ApplicationEvent[];
  /** Nothing will happen any more. */
  ended: boolean;
  /** Submitted, and our processing service has not taken it up yet. */
  waitingToStart: boolean;
}

export type DocumentView = Omit<DocumentDescription, 'subject'>;

/** Reads all that the actor may see of an application. @throws VaultError `VAULT_NOT_FOUND` */
export async function applicationView(
  { vault, applications }: Pick<RouteDependencies, 'vault' | 'applications'>,
  actor: Actor,
  ref: ApplicationRef,
): Promise<ApplicationView> {
  // First, so that what is not there, or not theirs, costs nothing and leaves no trace of a reading.
  const { owner: _owner, waitingToStart, ...application } = await applications.get(actor, ref);
  const session = vault.as(actor);
  const [details, documents, timeline] = await Promise.all([
    session.find('application-details', ref),
    session.listDocuments(ref),
    applications.events(actor, ref),
  ]);
  return {
    application,
    details: details && maskDetails(details.value),
    documents: documents.map(documentView),
    timeline,
    ended: endCodes.has(application.status),
    waitingToStart,
  };
}

export function documentView({ subject: _known, ...document }: DocumentDescription): DocumentView {
  return document;
}
