/**
 * Every list that makes this contract the one of patient intake. Begin here, and edit
 * `activities.ts` next.
 */

/** Appears in the identity of each client and worker, and in the stamp of a workflow bundle. */
export const product = 'harbor';

/**
 * What a reference can point to: a patient, a lab result (a document), a report that a step has
 * written. The kind is in the clear in history, so it says what sort of thing it is, and nothing
 * about it.
 */
export const referenceKinds = ['pat', 'lab', 'rpt'] as const;

/** A workflow ID is a reference of this kind: what the workflow is about. */
export const workflowIdKind = 'pat' satisfies (typeof referenceKinds)[number];

/**
 * The declassification decision: these words, and no others, leave the vault for history, because a
 * workflow branches on them. The Temporal operator learns them for each patient.
 */
export const routingCodes = ['urgent', 'routine'] as const;

/** Names that appear in history. Constants, so that no name is ever built from data. */
export const taskQueue = 'patient-intake';
export const workflowTypes = ['patientIntake'] as const;
export const updateNames = [] as const;
export const signalNames = [] as const;

/** IDs for `patched()` in workflow code; history keeps them as markers. */
export const patchIds: readonly string[] = [];

/** The failure types that may appear in history, each with the one message that goes with it. */
export const failureMessages = {
  NotAReference: 'Something other than a reference or a routing code was about to enter history',
  Redacted: 'The error stays in the process that met it; see its log',
  LabResultUnreadable: 'The lab result could not be read',
} as const;

/** The attributes of a log line that may hold a reference, beside Temporal's own. */
export const loggedReferences = ['patient'] as const;
