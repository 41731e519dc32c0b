import { lastDigits } from '#lending/index.ts';
import type { ApplicationParts } from '#lending/index.ts';

const dots = '•••';

/** What a page opens: neither the social security number nor the account. */
export const shownParts = ['contact', 'finances', 'masks'] as const;
type ShownParts = Pick<ApplicationParts, (typeof shownParts)[number]>;

/** The details as a page shows them: enough to recognise them, too little to misuse them. */
export type MaskedDetails = ReturnType<typeof maskDetails>;

/**
 * Masks what identifies a person or gives access to an account, and leaves what the decision is
 * about. Money in US cents.
 */
export function maskDetails({ contact, finances, masks }: ShownParts) {
  return {
    ...contact,
    email: maskEmail(contact.email),
    phone: `${dots} ${lastDigits(contact.phone)}`,
    ssn: `${dots}-••-${masks.ssn}`,
    dateOfBirth: 'hidden',
    ...finances,
    bankRoutingNumber: `•••••${masks.bankRoutingNumber}`,
    bankAccountNumber: `••••${masks.bankAccountNumber}`,
  };
}

/** `alice@example.com` → `a•••@example.com`. */
function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0]}${dots}${email.slice(at)}`;
}
