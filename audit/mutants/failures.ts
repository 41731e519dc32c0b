/** Failures as Temporal's operator reads them, and whether they hold anything besides their type. */
import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { failureMessages, type FailureType } from '#contract/index.ts';

export type Failure = temporal.api.failure.v1.IFailure;

/** Every failure in the histories, and those of activities that are to be tried again. */
export interface Failures {
  ofActivities: readonly Failure[];
  ofRuns: readonly Failure[];
}

/** Reads the failures of workflows back from Temporal. */
export async function readFailures(operator: Client, ids: readonly string[]): Promise<Failures> {
  const [ofActivities, ofRuns]: [Failure[], Failure[]] = [[], []];
  for (const handle of ids.map((id) => operator.workflow.getHandle(id))) {
    const [{ events }, { raw }] = [await handle.fetchHistory(), await handle.describe()];
    const failed = (events ?? []).flatMap((event) => [
      event.activityTaskFailedEventAttributes?.failure,
      event.activityTaskStartedEventAttributes?.lastFailure,
    ]);
    const pending = (raw.pendingActivities ?? []).map(({ lastFailure }) => lastFailure);
    ofActivities.push(
      ...[...failed, ...pending].filter((one) => one !== null && one !== undefined),
    );
    ofRuns.push(
      ...(events ?? []).flatMap(
        (event) => event.workflowExecutionFailedEventAttributes?.failure ?? [],
      ),
    );
  }
  return { ofActivities, ofRuns };
}

/**
 * True for a failure that holds a type of the contract, the constant text of that type, and nothing
 * else: not in the fields either that a reader of the message does not see.
 */
export function isBare({ applicationFailureInfo: info, ...failure }: Failure): boolean {
  if (!info) return false;
  const { type, details, nextRetryDelay } = info;
  const { message, source, stackTrace, encodedAttributes, cause } = failure;
  const others = [
    source,
    stackTrace,
    encodedAttributes,
    cause,
    nextRetryDelay,
    details?.payloads?.length,
  ];
  const isConstant = message === failureMessages[type as FailureType];
  return isConstant && !others.some(Boolean);
}
