import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';
import type { Marker } from '#audit/search/marker.ts';
import type { EventView, Marked } from './contract.ts';
import { partsOf } from './event-parts.ts';
import { shorten } from './shorten.ts';

export type Event = temporal.api.history.v1.IHistoryEvent;

const { HistoryEvent } = proto.temporal.api.history.v1;
const { EventType } = proto.temporal.api.enums.v1;

/** The events as a person reads them. */
export function viewsOf(events: readonly Event[], marker: Marker): EventView[] {
  const names = namesOf(events);
  return events.map((event) => {
    const name = names.get(Number(event.eventId));
    return {
      id: Number(event.eventId),
      type: typeOf(event.eventType ?? 0),
      at: new Date(
        Number(event.eventTime?.seconds ?? 0) * 1_000 + (event.eventTime?.nanos ?? 0) / 1e6,
      ).toISOString(),
      ...(name && { name }),
      bytes: bytesOf(event).length,
      parts: textsOf(event, marker).map(([label, text]) => ({ label, text })),
    };
  });
}

/** The event as it is stored, but for fields that this SDK does not know. */
export function bytesOf(event: Event): Uint8Array {
  return HistoryEvent.encode(event).finish();
}

/** What is worth showing: free text, and anything that holds a submitted value. */
export function textsOf(message: object, marker: Marker): [label: string, text: Marked][] {
  return partsOf(message).flatMap(({ label, text, isTelling }) => {
    const marked = marker.mark(text);
    const isShown = isTelling || marked.some(({ field }) => field);
    return isShown ? [[label, shorten(marked)] as [string, Marked]] : [];
  });
}

/** `EVENT_TYPE_ACTIVITY_TASK_SCHEDULED` → `ActivityTaskScheduled`. */
function typeOf(type: number): string {
  const words = (EventType[type] ?? '').replace('EVENT_TYPE_', '').toLowerCase().split('_');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Only the event that asked for something has its name; those that follow point back to it. */
function namesOf(events: readonly Event[]): Map<number, string> {
  const names = new Map<number, string>();
  for (const event of events) {
    const name = ownName(event) ?? names.get(Number(askedBy(event)));
    if (name) names.set(Number(event.eventId), name);
  }
  return names;
}

function ownName(event: Event): string | null | undefined {
  return (
    event.workflowExecutionStartedEventAttributes?.workflowType?.name ??
    event.activityTaskScheduledEventAttributes?.activityType?.name ??
    event.workflowExecutionSignaledEventAttributes?.signalName ??
    event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name
  );
}

function askedBy(event: Event): unknown {
  return (
    event.activityTaskStartedEventAttributes?.scheduledEventId ??
    event.activityTaskCompletedEventAttributes?.scheduledEventId ??
    event.activityTaskFailedEventAttributes?.scheduledEventId ??
    event.activityTaskTimedOutEventAttributes?.scheduledEventId ??
    event.activityTaskCanceledEventAttributes?.scheduledEventId ??
    event.workflowExecutionUpdateCompletedEventAttributes?.acceptedEventId
  );
}
