/** The rules of a loan: what can be borrowed, by whom, and what an application must consist of. */
import { uploadTypes } from './uploads.ts';

/** Money in US cents. */
export const loanLimits = {
  minCents: 100_000,
  maxCents: 5_000_000,
  termMonths: [12, 24, 36, 48, 60],
} as const;

/** Above this amount, two reviewers have to approve. */
export const fourEyesAboveCents = 2_500_000;

/** Whether a loan of this amount, in US cents, takes the approval of two reviewers. */
export const needsTwoReviewers = (requestedCents: number): boolean =>
  requestedCents > fourEyesAboveCents;

/** The age at which a person can enter into a loan. */
const minimumAge = 18;

/** Days are counted where the institution is: its letters and its deadlines say so. */
export const institution = { timeZone: 'America/New_York', timeZoneName: 'Eastern Time' } as const;

/** The institution's day at this moment, as an ISO date. */
export function dayOf(moment: Date): string {
  // The Swedish notation is the ISO one.
  return moment.toLocaleDateString('sv-SE', { timeZone: institution.timeZone });
}

/** Whether a person born on `dateOfBirth` (an ISO date) is of age at this moment. */
export function isOfAge(dateOfBirth: string, moment: Date): boolean {
  const today = dayOf(moment);
  const years = Number(today.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  const hadBirthday = today.slice(5) >= dateOfBirth.slice(5);
  return (hadBirthday ? years : years - 1) >= minimumAge;
}

/**
 * Whether the digits can be those of a Social Security number, or of a taxpayer number (9…): no
 * group of either is all zeros, and none begins with 666.
 * https://www.ssa.gov/employer/stateweb.htm
 */
export function isSocialSecurityNumber(digits: string): boolean {
  return !/^000|^666|^...00|0000$/.test(digits);
}

/** Whether the check digit of an ABA routing number is right. */
export function isRoutingNumber(digits: string): boolean {
  const weights = [3, 7, 1, 3, 7, 1, 3, 7, 1];
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0) % 10 === 0;
}

export interface Submission {
  submittedAt: Date;
  /** An ISO date. */
  dateOfBirth: string;
  documentTypes: readonly string[];
}

/**
 * Whether an adult sent the application with all its documents. The same rule for data from any
 * source.
 */
export function isComplete({ submittedAt, dateOfBirth, documentTypes }: Submission): boolean {
  const hasDocuments = uploadTypes.every((type) => documentTypes.includes(type));
  return hasDocuments && isOfAge(dateOfBirth, submittedAt);
}
