/** What the bundle of the naive workers offers while they are drained. */
export { loanApplication } from './loan-application.ts';
