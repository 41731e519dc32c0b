/** Applications full of canaries, and a ledger of every canary that was planted. */
import {
  canaryApplication,
  type SampleApplication,
  type SampleDocument,
} from '#lending/samples/application.ts';
import { canaryWord } from '#lending/samples/canary.ts';
import type { PersonOptions } from '#lending/samples/person.ts';
import type { PortalClient } from '#apps/portal/client/portal-client.ts';
import { createRandom } from '#lending/samples/random.ts';
import { ledgerOf, submitted, type Submitted } from '../search/ledger.ts';
import type { ApplicationRef } from '#contract/index.ts';

const random = createRandom();
const planted: Submitted[] = [];

/** Everything planted so far. */
export const ledger = (): readonly Submitted[] => planted;

/** An application that is searched for later. @param of a name for it */
export async function plantApplication(
  of: string,
  options?: PersonOptions,
): Promise<SampleApplication> {
  const application = await canaryApplication(options);
  planted.push(...ledgerOf(application, of));
  return application;
}

/** A word that is searched for later. */
export function plantWord(field: string, of: string): string {
  const word = canaryWord(random);
  planted.push(submitted(field, word, { of }));
  return word;
}

/** Something known already that is searched for, too. */
export function plant(field: string, value: string, of: string): void {
  planted.push(submitted(field, value, { of }));
}

/** Fills in the form and uploads the documents. */
export async function draft(
  customer: PortalClient,
  { form, documents }: { form: SampleApplication['form']; documents: SampleDocument[] },
): Promise<ApplicationRef> {
  const ref = await customer.apply(form);
  for (const document of documents) await customer.upload(ref, document);
  return ref;
}

/** All that, and the submission. */
export async function submit(
  customer: PortalClient,
  application: SampleApplication,
): Promise<ApplicationRef> {
  const ref = await draft(customer, application);
  await customer.submit(ref);
  return ref;
}
