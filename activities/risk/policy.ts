/**
 * The numbers that decide: an example of a lender's policy, in one place so that it can be
 * discussed.
 */
export const policy = {
  /** What a loan costs per year. One rate for everyone keeps the example small. */
  annualRate: 0.119,
  /** Assumed monthly cost of open debts: the usual minimum payment of a credit card. */
  monthlyShareOfDebt: 0.025,

  /** Declined below: the bureau's own word for it is "poor". */
  lowestCreditScore: 600,
  /** Declined above: more than half of the income would go into debts. */
  highestDebtToIncome: 0.55,

  /** Referred to a reviewer below: the bureau calls it "fair". */
  goodCreditScore: 680,
  /** Referred to a reviewer above: a long-standing limit of mortgage lenders. */
  goodDebtToIncome: 0.36,
  /**
   * Referred if less than this share of the declared income arrives at the bank; taxes take the
   * rest.
   */
  minDepositShare: 0.6,
} as const;

/** How the score of 0 to 100, by which reviewers compare applications, is put together. */
export const weights = { credit: 50, debtToIncome: 35, documents: 15 } as const;
