/** The rules of a loan: what can be borrowed, by whom, and what an application must consist of. */
import { uploadTypes } from './uploads.ts';

/** Money in US cents. */
export const loanLimits = {
  minCents: 100_000,
  maxCents: 5_000_000,
  termMonths: [12, 24, 36, 48, 60],
} as const;

/** The age at which a person can enter into a loan. */
const minimumAge = 18;

/** Whether a person born on `dateOfBirth` (an ISO date) is of age on `day`. */
export function isOfAge(dateOfBirth: string, day: Date): boolean {
  const today = day.toISOString().slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  const hadBirthday = today.slice(5) >= dateOfBirth.slice(5);
  return (hadBirthday ? years : years - 1) >= minimumAge;
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
