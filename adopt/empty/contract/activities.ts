/**
 * The steps that workflows call, the workflows, and what each takes and gives. An entry:
 * `checkDocument: { policy: 'documents', takes: [ref('sub')], gives: oneOf('done') }`.
 */
import type { FunctionsOf, Signature } from './shapes.ts';

/** How an activity is retried and timed out. */
export type RetryPolicy = 'records' | 'documents';

/** Every activity. Their names appear in history. */
export const activities = {} as const satisfies Record<string, Signature & { policy: RetryPolicy }>;

export type ActivityName = keyof typeof activities;
export const activityNames = Object.keys(activities) as unknown as readonly ActivityName[];

/** The activities as functions. */
export type Activities = FunctionsOf<typeof activities>;

/** A workflow takes its own ID first. */
export const workflows: Readonly<Record<string, Signature>> = {};

/** An Update's ID is its first argument. */
export const updates: Readonly<Record<string, Signature>> = {};
