import type { ApplicationDetails } from '#lending/index.ts';

const dots = '•••';

/** The last four digits, and never more than half of them. */
function lastDigits(value: string): string {
  const digits = value.replace(/\D/g, '');
  return digits.slice(-Math.min(4, Math.floor(digits.length / 2)));
}

/** What a page shows of the details: enough to recognise them, too little to use them. */
export type MaskedDetails = ReturnType<typeof maskDetails>;

/** Masks what identifies a person or opens an account; what the decision is about stays. Money in US cents. */
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
