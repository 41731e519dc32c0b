/** What the bundle of the naive workers offers. Not in `workflows/index.ts`: the product's worker must not know it. */
export { loanApplication } from './loan-application.ts';
