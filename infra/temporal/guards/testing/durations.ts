/** Takes the place of contract/durations.ts in the leaky workflows' bundle. */
export const retryDelays = ['1 second'];
export const mostAttempts = 10;
export const durations = ['1 second', '10 seconds', '20 seconds'];
