import { failure } from '#infra/temporal/failures.ts';
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

/** What the activities need; the worker's main.ts provides it. */
export interface ActivityDependencies {
  vault: LoanVault;
  applications: Applications;
  bureau: CreditBureau;
  mail: Mail;
  scanner: DocumentScanner;
  logger: Logger;
  /** The portal's address for customers and reviewers, without a trailing slash. */
  portalUrl: string;
  reviewersMail: string;
}

/** The same for a single step, acting as the worker. */
export interface Tools extends Pick<
  ActivityDependencies,
  'bureau' | 'mail' | 'scanner' | 'logger' | 'portalUrl' | 'reviewersMail'
> {
  vault: LoanVaultSession;
  /** Adds to the timeline. Idempotent. */
  note(application: ApplicationRef, code: EventCode): Promise<void>;
  hasNoted(application: ApplicationRef, code: EventCode): Promise<boolean>;
  /**
   * Before an effect outside the vault, which the vault cannot refuse by itself.
   * @throws ApplicationFailure `VaultRefused` if the application has not come that far
   */
  requireNoted(application: ApplicationRef, code: EventCode): Promise<void>;
  moveTo(application: ApplicationRef, status: LaterStatus): Promise<void>;
  submittedAt(application: ApplicationRef): Promise<Date>;
  /** The application's life cycle, as the worker. */
  lifeCycle: Pick<
    Applications,
    | 'acceptDecision'
    | 'acceptedDecision'
    | 'approvers'
    | 'awaitsReminder'
    | 'events'
    | 'get'
    | 'markReminded'
    | 'requestDocuments'
    | 'settle'
  >;
}

export function createTools({ vault, applications, ...rest }: ActivityDependencies): Tools {
  const hasNoted: Tools['hasNoted'] = async (application, code) =>
    (await applications.events(worker, application)).some((event) => event.code === code);

  return {
    ...rest,
    vault: vault.as(worker),
    note: (application, code) => applications.addEvent(worker, application, code),
    hasNoted,
    async requireNoted(application, code) {
      if (await hasNoted(application, code)) return;
      // A draft, another party's reference or none: said as such.
      await applications.get(worker, application);
      throw failure('VaultRefused', { nonRetryable: true });
    },
    lifeCycle: applications,
    moveTo: (application, status) => applications.setStatus(worker, application, status),
    async submittedAt(application) {
      const { submittedAt, createdAt } = await applications.get(worker, application);
      return submittedAt ?? createdAt;
    },
  };
}

/**
 * The one record of its type that an application has; made by `produce` if it is missing. A
 * concurrent attempt may make it too: what was stored first counts, not what this attempt has made.
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
