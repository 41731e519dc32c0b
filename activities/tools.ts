import type { Logger } from '#infra/logging/logger.ts';
import { worker } from '#lending/index.ts';
import type {
  Applications,
  EventCode,
  LaterStatus,
  LoanVault,
  LoanVaultSession,
  RecordRef,
  RecordType,
  RecordValue,
} from '#lending/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import type { CreditBureau } from './outside/credit-bureau.ts';
import type { Mail } from './outside/mail.ts';
import type { DocumentScanner } from './scanning/document-scanner.ts';

/** What the activities stand on; the worker's main.ts makes it. */
export interface ActivityDependencies {
  vault: LoanVault;
  applications: Applications;
  bureau: CreditBureau;
  mail: Mail;
  scanner: DocumentScanner;
  logger: Logger;
  /** Where customers and reviewers find the portal. No slash at its end. */
  portalUrl: string;
  reviewersMail: string;
}

/** The same, as the steps use it: acting as the worker. */
export interface Tools extends Pick<
  ActivityDependencies,
  'bureau' | 'mail' | 'scanner' | 'portalUrl' | 'reviewersMail'
> {
  vault: LoanVaultSession;
  /** Adds to the timeline; again: no effect. */
  note(application: ApplicationRef, code: EventCode): Promise<void>;
  hasNoted(application: ApplicationRef, code: EventCode): Promise<boolean>;
  moveTo(application: ApplicationRef, status: LaterStatus): Promise<void>;
  submittedAt(application: ApplicationRef): Promise<Date>;
}

export function createTools({ vault, applications, ...rest }: ActivityDependencies): Tools {
  return {
    ...rest,
    vault: vault.as(worker),
    note: (application, code) => applications.addEvent(worker, application, code),
    async hasNoted(application, code) {
      return (await applications.events(worker, application)).some((event) => event.code === code);
    },
    moveTo: (application, status) => applications.setStatus(worker, application, status),
    async submittedAt(application) {
      const { submittedAt, createdAt } = await applications.get(worker, application);
      return submittedAt ?? createdAt;
    },
  };
}

/**
 * The record of a type that an application has one of; made by `produce` if it is not there yet. Another attempt may
 * be at it at the same time: what counts is what was stored first, and not what this one has made.
 */
export async function storeOnce<Type extends RecordType>(
  vault: LoanVaultSession,
  type: Type,
  application: ApplicationRef,
  produce: () => Promise<RecordValue<Type>>,
): Promise<{ ref: RecordRef<Type>; value: RecordValue<Type> }> {
  const found = await vault.find(type, application);
  if (found) return found;
  const ref = await vault.put(type, { subject: application, value: await produce() });
  return { ref, value: await vault.get(type, ref) };
}
