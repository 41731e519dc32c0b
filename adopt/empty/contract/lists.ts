/** Every list of this contract. Begin here: kinds first, then routing codes, then names. */

/** Appears in the identity of each client and worker, and in the stamp of a workflow bundle. */
export const product = 'harbor';

/**
 * What a reference can point to: three letters, in the clear in history, the same for every
 * subject.
 */
export const referenceKinds = ['sub', 'doc', 'rec'] as const;

/** A workflow ID is a reference of this kind: what the workflow is about. */
export const workflowIdKind = 'sub' satisfies (typeof referenceKinds)[number];

/**
 * The declassification decision: the words that workflows branch on, which the Temporal operator
 * may read.
 */
export const routingCodes = ['done'] as const;

/** Names that appear in history. Constants, so that no name is ever built from data. */
export const taskQueue = 'harbor';
export const workflowTypes = [] as const;
export const updateNames = [] as const;
export const signalNames = [] as const;

/** IDs for `patched()` in workflow code; history keeps them as markers. */
export const patchIds: readonly string[] = [];

/** The failure types that may appear in history, each with the one message that goes with it. */
export const failureMessages = {
  NotAReference: 'Something other than a reference or a routing code was about to enter history',
  Redacted: 'The error stays in the process that met it; see its log',
} as const;

/** The attributes of a log line that may hold a reference, beside Temporal's own. */
export const loggedReferences = ['subject'] as const;
