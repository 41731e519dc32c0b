import type { Context } from '@temporalio/activity';
import type { CreditBureau } from '#activities/outside/credit-bureau.ts';
import type { Mail } from '#activities/outside/mail.ts';
import type { DocumentScanner } from '#activities/scanning/document-scanner.ts';

/** What the steps stand on. There is no vault: data is passed from step to step. */
export interface ByValueDependencies {
  bureau: CreditBureau;
  mail: Mail;
  scanner: DocumentScanner;
  /** Where customers find the portal, without a slash at its end. */
  portalUrl: string;
  reviewersMail: string;
}

/** What runs a step offers it: a Temporal worker, or a request that runs all steps by itself. */
export type StepContext = Pick<Context, 'cancellationSignal' | 'heartbeat' | 'log'>;

/** What each step is given. */
export interface ByValueTools extends ByValueDependencies {
  context(): StepContext;
}
