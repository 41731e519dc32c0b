/**
 * The workflows of the naive workers' bundle. Not in `workflows/index.ts`: the product's worker
 * must not have them.
 */
export { loanApplication } from './loan-application.ts';
