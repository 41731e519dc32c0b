/** Takes the place of contract/deadlines.ts in a test's bundle. */
export const remindAfter = '1 second';
export const expireAfter = '3 seconds';
export const replaceWithin = '2 seconds';
