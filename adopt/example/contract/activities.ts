/**
 * The steps that the workflow calls, with what each takes and gives. The guards let nothing else
 * pass at that place.
 */
import type { Reference } from './grammar.ts';
import { oneOf, ref } from './shapes.ts';
import type { ActivitySignature, FunctionsOf, Signature, WorkflowSignature } from './shapes.ts';

export type PatientRef = Reference<'pat'>;
export type LabResultRef = Reference<'lab'>;
export type ReportRef = Reference<'rpt'>;

/**
 * Every activity. Their names appear in history, and so do the times of their policy
 * (`policies.ts`).
 */
export const activities = {
  /** Reads the patient's lab result, and stores what is out of range. */
  readLabResult: {
    policy: 'documents',
    fails: ['LabResultUnreadable'],
    takes: [ref('pat')],
    gives: ref('rpt'),
  },
  /** Decides how urgent the case is, stores the reasons, and records the outcome for the portal. */
  triage: {
    policy: 'records',
    takes: [ref('pat'), ref('rpt')],
    gives: oneOf('urgent', 'routine'),
  },
} as const satisfies Record<string, ActivitySignature>;

export type ActivityName = keyof typeof activities;
export const activityNames = Object.keys(activities) as readonly ActivityName[];

/** The activities as functions. */
export type IntakeActivities = FunctionsOf<typeof activities>;

/** A workflow takes its own ID first. Waits need `timers`: the times that they may have. */
export const workflows = {
  patientIntake: { takes: [ref('pat')], gives: oneOf('urgent', 'routine') },
} as const satisfies Record<string, WorkflowSignature>;

/** An Update's ID is its first argument. */
export const updates: Readonly<Record<string, Signature>> = {};
