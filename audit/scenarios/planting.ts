/** Applications full of canaries, and a ledger of every canary that was planted. */
import type { PortalClient } from '#apps/portal/client/portal-client.ts';
import type { ApplicationRef } from '#contract/index.ts';
import {
  canaryApplication,
  type SampleApplication,
  type SampleDocument,
} from '#lending/samples/application.ts';
import { canaryWord } from '#lending/samples/canary.ts';
import type { PersonOptions } from '#lending/samples/person.ts';
import { createRandom } from '#lending/samples/random.ts';
import { ledgerOf } from '../ledger/ledger.ts';
import { drawUnlike } from '../ledger/unlike.ts';
import { submitted, type Submitted } from '../search/submitted.ts';
import type { Spell } from '../search/spellings.ts';

/** Makes canaries and records each. `of` names the run or application that a canary belongs to. */
export interface Planting {
  /** Everything planted so far. */
  readonly ledger: readonly Submitted[];
  /** An application with a canary in every field and file. */
  application(of: string, options?: PersonOptions): Promise<SampleApplication>;
  /** A word that occurs nowhere else. */
  word(field: string, of: string): string;
  /** Records a value that exists already, such as a password. */
  value(field: string, value: string, of: string, spell?: Spell): void;
}

export function createPlanting(): Planting {
  const random = createRandom();
  const ledger: Submitted[] = [];
  return {
    ledger,
    async application(of, options) {
      const { application } = await drawUnlike(async () => ({
        application: await canaryApplication(options),
      }));
      ledger.push(...ledgerOf(application, of));
      return application;
    },
    word(field, of) {
      const word = canaryWord(random);
      ledger.push(submitted(field, word, { of }));
      return word;
    },
    value(field, value, of, spell) {
      ledger.push(submitted(field, value, { of, ...(spell && { spell }) }));
    },
  };
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

/** Drafts the application and submits it. */
export async function submit(
  customer: PortalClient,
  application: SampleApplication,
): Promise<ApplicationRef> {
  const ref = await draft(customer, application);
  await customer.submit(ref);
  return ref;
}
