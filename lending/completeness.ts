/** One must be of age to enter into a loan. */
const minimumAge = 18;

/** The documents that an application needs, one of each at least. */
const neededDocuments = ['identity', 'bank-statement'];

export interface Submission {
  submittedAt: Date;
  /** An ISO date. */
  dateOfBirth: string;
  documentTypes: readonly string[];
}

/** True for an application that somebody of age sent with all its documents. The rule, wherever the data comes from. */
export function isComplete({ submittedAt, dateOfBirth, documentTypes }: Submission): boolean {
  const isOfAge = ageAt(submittedAt, dateOfBirth) >= minimumAge;
  return isOfAge && neededDocuments.every((type) => documentTypes.includes(type));
}

/** Full years from `birth` (an ISO date) to `day`. */
function ageAt(day: Date, birth: string): number {
  const today = day.toISOString().slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}
