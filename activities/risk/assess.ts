import type { ExtractionReport, Finances, IdentityReport, RiskAssessment } from '#lending/index.ts';
import { fourEyesAboveCents, needsTwoReviewers } from '#lending/index.ts';
import { monthlyPayment } from './amortisation.ts';
import { policy, weights } from './policy.ts';

export interface Evidence {
  finances: Finances;
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

/** What a reviewer reads. */
type Reason = string | ((figures: Figures) => string);

/** A reason, and when it holds. */
type Rule = [holds: (figures: Figures) => boolean, reason: Reason];

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

interface Requirement {
  what: string;
  restsOn(figures: Figures): string[];
  absent: Reason;
}

/**
 * What an approval needs, what each piece rests on (references of documents, or the bureau's), and
 * the reason for a reviewer where there is nothing: a check that found nothing to compare has not
 * passed.
 */
const required: Requirement[] = [
  {
    what: 'An identity document can be read',
    restsOn: ({ extraction }) =>
      extraction.documents
        .filter(({ type, readable }) => type === 'identity' && readable)
        .map(({ ref }) => ref),
    absent: 'No identity document could be read',
  },
  {
    what: 'The name is in the documents',
    restsOn: ({ extraction }) => extraction.nameIn,
    absent: 'The name is not in the documents',
  },
  {
    what: 'The account number is in a statement',
    restsOn: ({ extraction }) => extraction.accountIn,
    absent: 'The account number is not in the statements',
  },
  {
    what: 'The statements show deposits',
    restsOn: ({ extraction, depositShare }) =>
      depositShare === undefined ? [] : extraction.accountIn,
    absent: 'The statements show no deposits',
  },
  {
    what: 'The credit bureau confirms the identity',
    restsOn: ({ identity }) => (identity?.confirmed ? [identity.bureauReference] : []),
    absent: (figures) =>
      figures.identity
        ? 'The credit bureau does not confirm the identity'
        : 'The credit bureau did not answer',
  },
];

/** Each of these alone refers to a reviewer. */
const doubts: Rule[] = [
  ...required.map(({ restsOn, absent }): Rule => [
    (figures) => restsOn(figures).length === 0,
    absent,
  ]),
  [
    ({ identity }) => identity?.confirmed === true && !identity.creditScore,
    'No credit score is known',
  ],
  [
    ({ identity }) => (identity?.creditScore ?? Infinity) < policy.goodCreditScore,
    `Credit score below ${policy.goodCreditScore}`,
  ],
  [
    ({ finances }) => needsTwoReviewers(finances.requestedCents),
    `Amount above $${(fourEyesAboveCents / 100).toLocaleString('en-US')}`,
  ],
  [
    ({ debtToIncome }) => debtToIncome > policy.goodDebtToIncome,
    `Debt to income above ${percent(policy.goodDebtToIncome)}`,
  ],
  [
    ({ extraction }) => extraction.documents.some(({ readable }) => !readable),
    'A document could not be read',
  ],
  [
    ({ depositShare }) => depositShare !== undefined && depositShare < policy.minDepositShare,
    `Deposits below ${percent(policy.minDepositShare)} of the declared income`,
  ],
];

/**
 * Recommends what to do with an application, with reasons. Deterministic: it depends on the
 * evidence only.
 */
export function assess(evidence: Evidence): RiskAssessment {
  const { finances, extraction, identity } = evidence;
  const monthlyIncome = finances.annualIncomeCents / 12;
  const payment = monthlyPayment(finances.requestedCents, policy.annualRate, finances.termMonths);
  const debts = (identity?.openDebtCents ?? 0) * policy.monthlyShareOfDebt;
  const deposits = extraction.monthlyDepositsCents;
  const figures: Figures = {
    ...evidence,
    debtToIncome: ratio(payment + debts, monthlyIncome),
    depositShare: deposits === undefined ? undefined : ratio(deposits, monthlyIncome),
  };
  return {
    ...recommend(figures),
    evidence: evidenceIn(figures),
    score: score(figures),
    monthlyPaymentCents: payment,
    debtToIncome: figures.debtToIncome,
  };
}

function evidenceIn(figures: Figures): RiskAssessment['evidence'] {
  const pieces = required.map(({ what, restsOn }) => ({ what, restsOn: restsOn(figures) }));
  return pieces.filter(({ restsOn }) => restsOn.length > 0);
}

function recommend(figures: Figures): Pick<RiskAssessment, 'recommendation' | 'reasons'> {
  const [against, unclear] = [refusals, doubts].map((rules) =>
    rules
      .filter(([holds]) => holds(figures))
      .map(([, reason]) => (typeof reason === 'string' ? reason : reason(figures))),
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
    extraction.nameIn.length > 0,
    extraction.accountIn.length > 0,
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
