/** The steps that workflows call. Each needs a line in the interface and a line in the table. */

/** Every argument and result is a reference, a routing code, or a list of these. */
export interface Activities {}

/** How an activity is retried and timed out. */
export type RetryPolicy = 'records' | 'documents';

/** Every activity, with its retry policy. Their names appear in history. */
export const activityPolicies = {} as const satisfies Record<keyof Activities, RetryPolicy>;

export type ActivityName = keyof typeof activityPolicies;
export const activityNames = Object.keys(activityPolicies) as unknown as readonly ActivityName[];
