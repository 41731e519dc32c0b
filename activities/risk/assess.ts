import type {
  ApplicationDetails,
  ExtractionReport,
  IdentityReport,
  RiskAssessment,
} from '#lending/index.ts';
import { monthlyPayment } from './amortisation.ts';
import { policy, weights } from './policy.ts';

export interface Evidence {
  details: ApplicationDetails;
  extraction: ExtractionReport;
  /** Missing if the credit bureau could not be reached. */
  identity: IdentityReport | undefined;
}

/** What the rules use, derived from the evidence. */
interface Figures extends Evidence {
  debtToIncome: number;
  /** Share of the declared income that the statements show. */
  depositShare: number | undefined;
}

/** A reason that a reviewer reads, and when it holds. */
type Rule = [holds: (figures: Figures) => boolean, reason: string];

/** Each of these alone declines. */
const refusals: Rule[] = [
  [
    ({ identity }) => (identity?.creditScore ?? Infinity) < policy.lowestCreditScore,
    `Credit score below ${policy.lowestCreditScore}`,
  ],
  [
    ({ debtToIncome }) => debtToIncome > policy.highestDebtToIncome,
    `Debt to income above ${percent(policy.highestDebtToIncome)}`,
  ],
];

/** Each of these alone refers to a reviewer. */
const doubts: Rule[] = [
  [({ identity }) => !identity, 'The credit bureau did not answer'],
  [
    ({ identity }) => identity?.confirmed === false,
    'The credit bureau does not confirm the identity',
  ],
  [
    ({ identity }) => identity?.confirmed === true && !identity.creditScore,
    'No credit score is known',
  ],
  [
    ({ identity }) => (identity?.creditScore ?? Infinity) < policy.goodCreditScore,
    `Credit score below ${policy.goodCreditScore}`,
  ],
  [
    ({ debtToIncome }) => debtToIncome > policy.goodDebtToIncome,
    `Debt to income above ${percent(policy.goodDebtToIncome)}`,
  ],
  [
    ({ extraction }) => extraction.documents.some(({ readable }) => !readable),
    'A document could not be read',
  ],
  [({ extraction }) => !extraction.nameFound, 'The name is not in the documents'],
  [({ extraction }) => !extraction.accountFound, 'The account number is not in the statements'],
  [
    ({ depositShare }) => depositShare !== undefined && depositShare < policy.minDepositShare,
    `Deposits below ${percent(policy.minDepositShare)} of the declared income`,
  ],
  [({ depositShare }) => depositShare === undefined, 'The statements show no deposits'],
];

/**
 * Recommends what to do with an application, with reasons. Deterministic: it depends on the
 * evidence only.
 */
export function assess(evidence: Evidence): RiskAssessment {
  const { details, extraction, identity } = evidence;
  const monthlyIncome = details.annualIncomeCents / 12;
  const payment = monthlyPayment(details.requestedCents, policy.annualRate, details.termMonths);
  const debts = (identity?.openDebtCents ?? 0) * policy.monthlyShareOfDebt;
  const deposits = extraction.monthlyDepositsCents;
  const figures: Figures = {
    ...evidence,
    debtToIncome: ratio(payment + debts, monthlyIncome),
    depositShare: deposits === undefined ? undefined : ratio(deposits, monthlyIncome),
  };
  return {
    ...recommend(figures),
    score: score(figures),
    monthlyPaymentCents: payment,
    debtToIncome: figures.debtToIncome,
  };
}

function recommend(figures: Figures): Pick<RiskAssessment, 'recommendation' | 'reasons'> {
  const [against, unclear] = [refusals, doubts].map((rules) =>
    rules.filter(([holds]) => holds(figures)).map(([, reason]) => reason),
  ) as [string[], string[]];
  if (against.length > 0) return { recommendation: 'decline', reasons: against };
  if (unclear.length > 0) return { recommendation: 'refer', reasons: unclear };
  return {
    recommendation: 'approve',
    reasons: ['Identity, income, debts and documents are as they should be'],
  };
}

function score({ identity, debtToIncome, extraction, depositShare = 0 }: Figures): number {
  const credit = ((identity?.creditScore ?? 300) - 300) / 550;
  const burden = Math.max(0, 1 - debtToIncome / policy.highestDebtToIncome);
  const checks = [
    extraction.nameFound,
    extraction.accountFound,
    depositShare >= policy.minDepositShare,
  ];
  const documents = checks.filter(Boolean).length / checks.length;
  return Math.round(
    weights.credit * credit + weights.debtToIncome * burden + weights.documents * documents,
  );
}

/** Rounded to a thousandth. Ten, far beyond any limit, stands for a division by zero. */
function ratio(part: number, whole: number): number {
  return whole > 0 ? Math.min(10, Math.round((part / whole) * 1_000) / 1_000) : 10;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
