/**
 * How long an application waits for people. In a module of its own, so that a test's bundle can
 * bring others: a deadline cannot come in from outside, since nothing but references may. The
 * workflow waits so long, and the vault's clock is asked whether it has.
 */

/** For a reviewer, until the others are reminded. */
export const remindAfter = '2 days';

/** For a reviewer, after the reminder. */
export const expireAfter = '12 days';

/** For the customer, to replace a refused document. */
export const replaceWithin = '14 days';
