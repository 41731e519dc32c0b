/**
 * What the worker's bundle offers: the functions' names are the workflow types
 * (contract/lists.ts).
 */
export { loanApplication } from './by-reference/loan-application.ts';
