import { bankStatementPdf } from './bank-statement.ts';
import { canaryWord, fillInCanaryForm } from './canary.ts';
import type { ApplicationForm } from './form.ts';
import { identityCardJpeg } from './identity-card.ts';
import { fillInForm, type PersonOptions } from './person.ts';
import { createRandom, type Random } from './random.ts';

export interface SampleDocument {
  type: 'identity' | 'bank-statement';
  fileName: string;
  mediaType: string;
  content: Buffer;
}

/** Everything that a customer sends with one application. */
export interface SampleApplication {
  form: ApplicationForm;
  documents: SampleDocument[];
  /** What is in the documents and not in the form. */
  inside: Record<string, string>;
}

/** A realistic application. The same seed gives the same one. */
export async function sampleApplication(
  options: PersonOptions = {},
  seed?: number,
): Promise<SampleApplication> {
  const random = createRandom(seed);
  const form = fillInForm(random, options);
  const surname = form.fullName
    .split(' ')
    .at(-1)
    ?.normalize('NFD')
    .replace(/\W/g, '')
    .toLowerCase();
  const names = [`id-card-${surname}.jpg`, `statement-${surname}.pdf`] as const;
  return withDocuments(
    form,
    names,
    { description: `Card of ${form.fullName}`, memo: 'Piano lessons' },
    random,
  );
}

/** An application for the leak search: each value, file names and contents included, is unique. */
export async function canaryApplication(
  options: PersonOptions = {},
  seed?: number,
): Promise<SampleApplication> {
  const random = createRandom(seed);
  const form = fillInCanaryForm(random, options);
  const names = [`card-${canaryWord(random)}.jpg`, `statement-${canaryWord(random)}.pdf`] as const;
  const inside = { description: canaryWord(random), memo: `Rent ${canaryWord(random)}` };
  return withDocuments(form, names, inside, random);
}

async function withDocuments(
  form: ApplicationForm,
  [cardName, statementName]: readonly [string, string],
  inside: { description: string; memo: string },
  random: Random,
): Promise<SampleApplication> {
  const { fullName, dateOfBirth, employer, bankAccountNumber, annualIncome } = form;
  const card = await identityCardJpeg({ fullName, dateOfBirth, description: inside.description });
  const monthlyPay = Number(annualIncome.replaceAll(',', '')) / 12;
  const account = {
    accountNumber: bankAccountNumber,
    accountHolder: fullName,
    employer,
    monthlyPay,
  };
  const statement = await bankStatementPdf({ ...account, memo: inside.memo }, random);
  return {
    form,
    inside,
    documents: [
      { type: 'identity', fileName: cardName, mediaType: 'image/jpeg', content: card },
      {
        type: 'bank-statement',
        fileName: statementName,
        mediaType: 'application/pdf',
        content: statement,
      },
    ],
  };
}
