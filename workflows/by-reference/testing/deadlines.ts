/** Takes the place of review-deadlines.ts in a test's bundle. */
export const remindAfter = '1 second';
export const expireAfter = '3 seconds';
