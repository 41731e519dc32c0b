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
import { activities } from '#contract/index.ts';
import type { ActivityName, ApplicationRef, grants } from '#contract/index.ts';
import type { Actor } from '#vault/index.ts';
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

/** The types of records that a step can open. */
type Opens<Name extends ActivityName> = Extract<
  (typeof grants)['worker'][(typeof activities)[Name]['purpose']][number],
  RecordType
>;

/** The same for a single step, acting as the worker, for the purpose of the step. */
export interface Tools<Name extends ActivityName = ActivityName> extends Pick<
  ActivityDependencies,
  'bureau' | 'mail' | 'scanner' | 'logger' | 'portalUrl' | 'reviewersMail'
> {
  actor: Actor;
  vault: LoanVaultSession<Opens<Name>>;
  /** Adds to the timeline. Idempotent. */
  note(application: ApplicationRef, code: EventCode): Promise<void>;
  hasNoted(application: ApplicationRef, code: EventCode): Promise<boolean>;
  /**
   * Before an effect outside the vault, which the vault cannot refuse by itself.
   * @throws ApplicationFailure `VaultRefused` if the application has not come that far
   */
  requireNoted(application: ApplicationRef, code: EventCode): Promise<void>;
  moveTo(application: ApplicationRef, status: LaterStatus): Promise<void>;
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

/** The tools of one step. Its vault opens what the step's purpose names (`grants`), and no more. */
export function createTools<Name extends ActivityName>(
  { vault, applications, ...rest }: ActivityDependencies,
  name: Name,
): Tools<Name> {
  const actor = { ...worker, purpose: activities[name].purpose };
  const hasNoted: Tools['hasNoted'] = async (application, code) =>
    (await applications.events(actor, application)).some((event) => event.code === code);

  return {
    ...rest,
    actor,
    vault: vault.as(actor),
    note: (application, code) => applications.addEvent(actor, application, code),
    hasNoted,
    async requireNoted(application, code) {
      if (await hasNoted(application, code)) return;
      // A draft, another party's reference or none: said as such.
      await applications.get(actor, application);
      throw failure('VaultRefused', { nonRetryable: true });
    },
    lifeCycle: applications,
    moveTo: (application, status) => applications.setStatus(actor, application, status),
  };
}

/**
 * The one record of its type that an application has; made by `produce` if it is missing. A
 * concurrent attempt may make it too: what was stored first counts, not what this attempt has made.
 */
export async function storeOnce<Type extends RecordType>(
  vault: LoanVaultSession<NoInfer<Type>>,
  type: Type,
  application: ApplicationRef,
  produce: () => Promise<RecordValue<Type>>,
): Promise<{ ref: RecordRef<Type>; value: RecordValue<Type> }> {
  const found = await vault.find(type, application);
  if (found) return found;
  const ref = await vault.put(type, { subject: application, value: await produce() });
  return { ref, value: await vault.get(type, ref) };
}
