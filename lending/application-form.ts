/** The loan application as a customer enters it, turned into what the vault stores. */
import { z } from 'zod';
import { isIdempotencyKey } from '#vault/index.ts';
import type { IdempotencyKey } from '#vault/index.ts';
import { date, digits, email, line, lines, money, phone } from './form-fields.ts';
import { isOfAge, isRoutingNumber, isSocialSecurityNumber, loanLimits } from './rules.ts';
import type { ApplicationDetails } from './stored-types.ts';

/** Made with the page, so that a form that is sent twice counts once. */
export const idempotencyKey = z.custom<IdempotencyKey>(
  isIdempotencyKey,
  'Reload the page and fill in the form again',
);

/** In the order of the page, which is the order in which its summary lists the errors. */
const fields = z.strictObject({
  idempotencyKey,
  requestedAmount: money('Enter the amount you want to borrow', {
    min: loanLimits.minCents,
    max: loanLimits.maxCents,
    wrong: 'Enter an amount from $1,000 to $50,000',
  }),
  termMonths: z.preprocess(
    Number,
    z.literal(loanLimits.termMonths, 'Choose how long you want to pay back'),
  ),
  purpose: lines('Tell us what the loan is for', 500),
  fullName: line('Enter your full name', 120).refine(
    (name) => /\p{L}/u.test(name),
    'Enter your name in letters',
  ),
  email: email('Enter your e-mail address', 'Enter an e-mail address like name@example.com'),
  phone: phone('Enter your phone number', 'Enter a phone number like 415-555-0133'),
  address: lines('Enter your home address', 300),
  dateOfBirth: date('Enter your date of birth', 'Enter a date like 04/23/1985')
    .refine((born) => born >= '1900', { error: 'Check the year of your birth', abort: true })
    .refine((born) => isOfAge(born, new Date()), 'You must be 18 or older'),
  ssn: digits(
    'Enter your Social Security number',
    /^\d{9}$/,
    'A Social Security number has 9 digits',
  ).refine(isSocialSecurityNumber, 'No Social Security number has these digits. Check them'),
  employer: line('Enter your employer, or “self-employed” or “none”', 120),
  annualIncome: money('Enter your yearly income before tax', {
    min: 0,
    max: 10_000_000_000,
    wrong: 'Enter an amount of up to $100 million',
  }),
  bankRoutingNumber: digits(
    'Enter your bank’s routing number',
    /^\d{9}$/,
    'A routing number has 9 digits',
  ).refine(isRoutingNumber, 'No bank has this routing number. Check its digits'),
  bankAccountNumber: digits(
    'Enter your account number',
    /^\d{4,17}$/,
    'An account number has 4 to 17 digits',
  ),
});

/**
 * Parses the entered fields into the details that the vault stores, and the form's idempotency key.
 */
export const applicationForm = fields.transform(
  ({ idempotencyKey: key, annualIncome, requestedAmount, ...rest }) => ({
    idempotencyKey: key,
    details: {
      ...rest,
      annualIncomeCents: annualIncome,
      requestedCents: requestedAmount,
    } satisfies ApplicationDetails,
  }),
);
