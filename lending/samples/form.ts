import { isRoutingNumber } from '../rules.ts';
import type { Random } from './random.ts';

/** A loan application as a customer enters it in the portal's form: text in every field. */
export interface ApplicationForm {
  fullName: string;
  email: string;
  phone: string;
  address: string;
  ssn: string;
  dateOfBirth: string;
  employer: string;
  annualIncome: string;
  requestedAmount: string;
  termMonths: string;
  purpose: string;
  bankRoutingNumber: string;
  bankAccountNumber: string;
}

/** The last four digits of the SSN choose the answer of the credit bureau's stand-in. */
export const bureauAnswers = {
  good: undefined,
  // Referred to a reviewer.
  unconfirmed: '0001',
  // Declined.
  'deep in debt': '0002',
  // Referred to a reviewer.
  middling: '0003',
} as const;
export type BureauAnswer = keyof typeof bureauAnswers;

/** A social security number that was never issued: none begins with 9. */
export function fakeSsn(random: Random, answer: BureauAnswer = 'good'): string {
  const ending = bureauAnswers[answer] ?? String(random.whole(1_000, 9_999));
  return `9${random.whole(0, 4)}${random.whole(0, 9)}${random.whole(10, 99)}${ending}`;
}

/** A routing number that no bank has: none begins with 99. */
export function fakeRoutingNumber(random: Random): string {
  const digits = `99${random.digits(6)}`;
  const last = [...'0123456789'].find((check) => isRoutingNumber(digits + check));
  return digits + last;
}

/** `1234567.5` → `1,234,567.50`. */
export function dollars(amount: number): string {
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
