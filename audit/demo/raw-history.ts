import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { payloadsIn } from '../search/payloads.ts';
import type { ApplicationRef } from '#contract/index.ts';

const { History } = proto.temporal.api.history.v1;
const { EventType } = proto.temporal.api.enums.v1;

/** A run as Temporal's operator sees it: every event, without codec or converter. */
export interface RawHistory {
  events: { id: number; type: string; name: string; payloads: string[] }[];
  bytes: Uint8Array;
}

/** Fetches a history through Temporal's own API. */
export async function fetchRawHistory(
  { address, namespace }: Endpoints['temporal'],
  application: ApplicationRef,
): Promise<RawHistory> {
  const connection = await Connection.connect({ address });
  try {
    const request = { namespace, execution: { workflowId: application } };
    const { history } = await connection.workflowService.getWorkflowExecutionHistory(request);
    const events = (history?.events ?? []).map((event) => ({
      id: Number(event.eventId),
      type: nameOf(event.eventType ?? 0),
      name: event.activityTaskScheduledEventAttributes?.activityType?.name ?? '',
      payloads: payloadsIn(event),
    }));
    return { events, bytes: History.encode(history ?? {}).finish() };
  } finally {
    await connection.close();
  }
}

/** `EVENT_TYPE_ACTIVITY_TASK_SCHEDULED` → `ActivityTaskScheduled`. */
function nameOf(type: number): string {
  const words = (EventType[type] ?? '').replace('EVENT_TYPE_', '').toLowerCase().split('_');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
