import type { ApplicationDetails } from '#vault/index.ts';

const dots = '•••';
const last4 = (value: string): string => value.replace(/\D/g, '').slice(-4);

/** What a page shows of the details: enough to recognise them, too little to use them. */
export type MaskedDetails = ReturnType<typeof maskDetails>;

/** Masks what identifies a person or opens an account; what the decision is about stays. Money in US cents. */
export function maskDetails(details: ApplicationDetails) {
  const { fullName, address, employer, purpose, annualIncomeCents, requestedCents, termMonths } = details;
  return {
    fullName,
    email: maskEmail(details.email),
    phone: `${dots} ${last4(details.phone)}`,
    address,
    ssn: `${dots}-••-${last4(details.ssn)}`,
    dateOfBirth: 'hidden',
    employer,
    annualIncomeCents,
    requestedCents,
    termMonths,
    purpose,
    bankRoutingNumber: `•••••${last4(details.bankRoutingNumber)}`,
    bankAccountNumber: `••••${last4(details.bankAccountNumber)}`,
  };
}

/** `alice@example.com` → `a•••@example.com`. */
function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0]}${dots}${email.slice(at)}`;
}
