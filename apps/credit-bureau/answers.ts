import { createHmac } from 'node:crypto';

/** The bureau's answer about a person. */
export interface BureauAnswer {
  confirmed: boolean;
  creditScore?: number;
  /** In US cents. */
  openDebtCents?: number;
  bureauReference: string;
}

/**
 * DEMO ONLY: the last four digits of a social security number choose an answer, so that a presenter
 * can choose the outcome. The outcomes assume a sensible amount and income.
 */
const chosen: Readonly<Record<string, Omit<BureauAnswer, 'bureauReference'>>> = {
  // Identity unconfirmed: a reviewer must look.
  '0001': { confirmed: false },
  // Deep in debt: declined.
  '0002': { confirmed: true, creditScore: 580, openDebtCents: 8_500_000 },
  // Neither good nor bad: a reviewer must decide.
  '0003': { confirmed: true, creditScore: 655, openDebtCents: 1_800_000 },
};

/**
 * Gives the same answer each time, and stores nothing about anyone. Any other number is a good
 * customer's: a score of 720 to 819 and debts under 10,000 dollars, from a keyed hash, so that an
 * answer reveals nothing about the number without the key.
 */
export function answerFor(ssn: string, key: string): BureauAnswer {
  const digest = createHmac('sha256', key).update(ssn).digest();
  const bureauReference = `CB-${digest.toString('hex', 0, 8)}`;
  const good = {
    confirmed: true,
    creditScore: 720 + (digest.readUInt16BE(8) % 100),
    openDebtCents: (digest.readUInt16BE(10) % 10_000) * 100,
  };
  return { ...(chosen[ssn.slice(-4)] ?? good), bureauReference };
}
