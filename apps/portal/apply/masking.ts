import type { ApplicationDetails } from '#lending/index.ts';

const dots = '•••';

/** The last four digits, but never more than half of all. */
function lastDigits(value: string): string {
  const digits = value.replace(/\D/g, '');
  return digits.slice(-Math.min(4, Math.floor(digits.length / 2)));
}

/** The details as a page shows them: enough to recognise them, too little to misuse them. */
export type MaskedDetails = ReturnType<typeof maskDetails>;

/**
 * Masks what identifies a person or gives access to an account, and leaves what the decision is
 * about. Money in US cents.
 */
export function maskDetails(details: ApplicationDetails) {
  const { fullName, address, employer, purpose, annualIncomeCents, requestedCents, termMonths } =
    details;
  return {
    fullName,
    email: maskEmail(details.email),
    phone: `${dots} ${lastDigits(details.phone)}`,
    address,
    ssn: `${dots}-••-${lastDigits(details.ssn)}`,
    dateOfBirth: 'hidden',
    employer,
    annualIncomeCents,
    requestedCents,
    termMonths,
    purpose,
    bankRoutingNumber: `•••••${lastDigits(details.bankRoutingNumber)}`,
    bankAccountNumber: `••••${lastDigits(details.bankAccountNumber)}`,
  };
}

/** `alice@example.com` → `a•••@example.com`. */
function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0]}${dots}${email.slice(at)}`;
}
