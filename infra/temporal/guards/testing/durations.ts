/** Takes the place of contract/durations.ts in the leaky workflows' bundle. */
export const remindAfter = '1 second';
export const expireAfter = '1 second';
export const replaceWithin = '1 second';
export const mailPatience = '1 second';
export const retryDelays = ['1 second'];
export const delayedFailures = ['BureauUnavailable'];
