/** What the paths through the loan process are made of. */
import { newReference } from '#vault/references.ts';
import type { Loan } from '#workflows/by-reference/testing/world.ts';
import type { LoanActivities, Outcome } from '#contract/index.ts';

export interface Path {
  says: string;
  /** The steps that differ from the default. The default ones lead to approval without a person. */
  given?: Partial<LoanActivities>;
  /** What users do in the meantime. */
  meanwhile?: (loan: Loan) => Promise<unknown>;
  end: Outcome | 'failed';
  steps: string[];
}

/** Walks a path to its end. */
export async function walk(loan: Loan, { meanwhile }: Path): Promise<Outcome | 'failed'> {
  await meanwhile?.(loan);
  return loan.end();
}

export const recommends = (recommendation: 'refer' | 'decline'): Partial<LoanActivities> => ({
  scoreRisk: async () => [recommendation, newReference('rpt')],
});

/** The steps up to a recommendation, those of a review, and those after a decision. */
export const assessment = [
  'scanDocuments',
  'validateApplication',
  'extractFields',
  'verifyIdentity',
  'scoreRisk rpt rpt',
];
export const review = ['requestReview', 'readDecision dec'];
export const conclusion = (outcome: Outcome): string[] => [
  `renderLetter ${outcome}`,
  'notifyCustomer',
  `recordOutcome ${outcome}`,
];
