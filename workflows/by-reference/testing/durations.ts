/** Takes the place of contract/durations.ts in a test's bundle. */
export const remindAfter = '1 second';
export const expireAfter = '3 seconds';
export const replaceWithin = '2 seconds';
export const mailPatience = '15 seconds';
export const mostAttempts = 10;
export const retryDelays = ['1 second'];
export const durations = [
  ...[remindAfter, expireAfter, replaceWithin, mailPatience],
  ...['20 seconds', '30 seconds', '1 minute', '10 minutes', '20 minutes', '2 days'],
];
