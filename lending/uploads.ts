/** The documents that customers upload; an application needs at least one of each. */
export const uploadTypes = ['identity', 'bank-statement'] as const;
export type UploadType = (typeof uploadTypes)[number];
