/**
 * How long an application waits for a reviewer. In a module of its own, so that a test's bundle can
 * bring others: a deadline cannot come in from outside, since nothing but references may.
 */
export const remindAfter = '2 days';
/** After the reminder. */
export const expireAfter = '12 days';
