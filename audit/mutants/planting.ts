/** The canaries of one mutant. */
import { ledgerOf, submitted, type Submitted } from '../search/ledger.ts';
import { asDigits } from '../search/spellings.ts';
import { canaryApplication, type SampleApplication } from '#lending/samples/application.ts';
import { canaryWord } from '#lending/samples/canary.ts';
import { fakeSsn } from '#lending/samples/form.ts';
import type { PersonOptions } from '#lending/samples/person.ts';
import { createRandom } from '#lending/samples/random.ts';
import type { Planted } from './tree.ts';

export interface Planting {
  /** Everything planted so far. */
  ledger: Submitted[];
  /** What is planted in the code itself. */
  inCode: Planted;
  plantApplication(options?: PersonOptions): Promise<SampleApplication>;
  plantWord(field: string): string;
}

/** @param of whose canaries they are */
export function createPlanting(of: string): Planting {
  const random = createRandom();
  const [word, ssn] = [canaryWord(random), fakeSsn(random)];
  const ledger = [
    submitted('word in the code', word, { of }),
    submitted('SSN in the code', ssn, { of, spell: asDigits(3, 2, 4) }),
  ];
  return {
    ledger,
    inCode: { word, ssn },
    async plantApplication(options) {
      const application = await canaryApplication(options);
      ledger.push(...ledgerOf(application, of));
      return application;
    },
    plantWord(field) {
      const planted = canaryWord(random);
      ledger.push(submitted(field, planted, { of }));
      return planted;
    },
  };
}
