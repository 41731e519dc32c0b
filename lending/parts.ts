/** An application in the parts in which it is stored: who needs one of them opens no other. */
import type {
  ApplicationDetails,
  BankAccount,
  Contact,
  Finances,
  Identity,
  Masks,
} from './stored-types.ts';

export interface ApplicationParts {
  contact: Contact;
  identity: Identity;
  finances: Finances;
  'bank-account': BankAccount;
  masks: Masks;
}

export const partTypes = ['contact', 'identity', 'finances', 'bank-account', 'masks'] as const;

/** What the customer entered, divided. The masks are derived here, while the numbers are known. */
export function partsOf(details: ApplicationDetails): ApplicationParts {
  const { fullName, email, phone, address } = details;
  const { employer, annualIncomeCents, requestedCents, termMonths, purpose } = details;
  const { ssn, dateOfBirth, bankRoutingNumber, bankAccountNumber } = details;
  return {
    contact: { fullName, email, phone, address },
    identity: { ssn, dateOfBirth },
    finances: { employer, annualIncomeCents, requestedCents, termMonths, purpose },
    'bank-account': { bankRoutingNumber, bankAccountNumber },
    masks: {
      ssn: lastDigits(ssn),
      bankRoutingNumber: lastDigits(bankRoutingNumber),
      bankAccountNumber: lastDigits(bankAccountNumber),
    },
  };
}

/** The last four digits, but never more than half of all. */
export function lastDigits(value: string): string {
  const digits = value.replace(/\D/g, '');
  const shown = Math.min(4, Math.floor(digits.length / 2));
  return digits.slice(digits.length - shown);
}
