/** The payment, in whole cents, that repays `cents` with interest in `months` equal instalments. */
export function monthlyPayment(cents: number, annualRate: number, months: number): number {
  const rate = annualRate / 12;
  if (rate === 0) return Math.round(cents / months);
  return Math.round((cents * rate) / (1 - (1 + rate) ** -months));
}
