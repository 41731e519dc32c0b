/** The numbers that decide. Examples of a lender's policy, in one place so that they can be argued about. */
export const policy = {
  /** What a loan costs per year. One rate for everyone keeps the example small. */
  annualRate: 0.119,
  /** What open debts are taken to cost per month: the usual minimum payment of a credit card. */
  monthlyShareOfDebt: 0.025,

  /** Declined below: the bureau's own word for it is "poor". */
  lowestCreditScore: 600,
  /** Declined above: more than half of the income would go into debts. */
  highestDebtToIncome: 0.55,

  /** To a person below: the bureau calls it "fair". */
  goodCreditScore: 680,
  /** To a person above: what mortgage lenders have long gone by. */
  goodDebtToIncome: 0.36,
  /** To a person if less of the declared income than this arrives at the bank; taxes take the rest. */
  leastDepositShare: 0.6,
} as const;

/** How the score of 0 to 100, by which reviewers compare applications, is put together. */
export const weights = { credit: 50, debtToIncome: 35, documents: 15 } as const;
