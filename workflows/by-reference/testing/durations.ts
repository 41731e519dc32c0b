/** Takes the place of contract/durations.ts in a test's bundle. */
export const remindAfter = '1 second';
export const expireAfter = '3 seconds';
export const replaceWithin = '2 seconds';
export const mailPatience = '15 seconds';
export const retryDelays = ['1 second'];
export const delayedFailures = ['BureauUnavailable'];
