/**
 * The steps that workflows call, the workflows, and what each takes and gives. An entry:
 * `checkDocument: { policy: 'documents', takes: [ref('sub')], gives: oneOf('done') }`.
 */
import type { ActivitySignature, FunctionsOf, Signature, WorkflowSignature } from './shapes.ts';

/**
 * Every activity. Their names appear in history, and so do the times of their policy
 * (`policies.ts`).
 */
export const activities = {} as const satisfies Record<string, ActivitySignature>;

export type ActivityName = keyof typeof activities;
export const activityNames = Object.keys(activities) as unknown as readonly ActivityName[];

/** The activities as functions. */
export type Activities = FunctionsOf<typeof activities>;

/** A workflow takes its own ID first. Waits need `timers`: the times that they may have. */
export const workflows: Readonly<Record<string, WorkflowSignature>> = {};

/** An Update's ID is its first argument. */
export const updates: Readonly<Record<string, Signature>> = {};
