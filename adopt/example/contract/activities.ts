/** The steps that the workflow calls. */
import type { HistoryValue, Reference } from './grammar.ts';

export type PatientRef = Reference<'pat'>;
export type LabResultRef = Reference<'lab'>;
export type ReportRef = Reference<'rpt'>;

/** Every argument and result is a reference, a routing code, or a list of these. */
export interface IntakeActivities {
  /** Reads the patient's lab result, and stores what is out of range. */
  readLabResult(patient: PatientRef): Promise<ReportRef>;
  /** Decides how urgent the case is, stores the reasons, and records the outcome for the portal. */
  triage(patient: PatientRef, findings: ReportRef): Promise<'urgent' | 'routine'>;
}

/**
 * How an activity is retried and timed out: `workflows/activity-options.ts` says what each means.
 */
export type RetryPolicy = 'records' | 'documents';

/** Every activity, with its retry policy. Their names appear in history. */
export const activityPolicies = {
  readLabResult: 'documents',
  triage: 'records',
} as const satisfies Record<keyof IntakeActivities, RetryPolicy>;

export type ActivityName = keyof typeof activityPolicies;
export const activityNames = Object.keys(activityPolicies) as readonly ActivityName[];

/**
 * The names of activities whose arguments or result could not enter history: there must be none.
 */
type Offending = {
  [Name in ActivityName]: IntakeActivities[Name] extends (
    ...args: infer Args extends HistoryValue[]
  ) => Promise<HistoryValue>
    ? Args extends HistoryValue[]
      ? never
      : Name
    : Name;
}[ActivityName];
const _noneOffends: [Offending] extends [never] ? true : Offending = true;
