/** What Temporal holds of an application, as its operator sees it: raw gRPC, without any codec. */
import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';
import type { Marker } from '#audit/search/marker.ts';
import type { Marked, TemporalView } from './contract.ts';
import { bytesOf, textsOf, viewsOf } from './event-views.ts';
import type { Event } from './event-views.ts';
import type { Execution } from './runner.ts';

type Description = temporal.api.workflowservice.v1.IDescribeWorkflowExecutionResponse;

const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;

export interface Viewer {
  /**
   * Its current state. What is there only for a time, such as a pending failure, stays in later
   * views.
   */
  look(): Promise<TemporalView>;
}

/** @param marker knows what was submitted */
export function createViewer(
  { workflowService }: Connection,
  namespace: string,
  execution: Execution,
  marker: Marker,
): Viewer {
  const found = new Set<string>();
  const described = new Map<string, Marked>();

  async function fetchEvents(): Promise<Event[]> {
    const events: Event[] = [];
    let nextPageToken: Uint8Array = new Uint8Array();
    do {
      const page = await workflowService.getWorkflowExecutionHistory({
        namespace,
        execution,
        nextPageToken,
      });
      events.push(...(page.history?.events ?? []));
      ({ nextPageToken } = page);
    } while (nextPageToken.length > 0);
    return events;
  }

  function remember(description: Description, events: readonly Event[]): void {
    for (const bytes of [
      DescribeWorkflowExecutionResponse.encode(description).finish(),
      ...events.map(bytesOf),
    ]) {
      for (const field of marker.fieldsIn(bytes)) found.add(field);
    }
    for (const [name, text] of textsOf(byActivity(description), marker)) described.set(name, text);
  }

  return {
    async look() {
      const description = await workflowService.describeWorkflowExecution({ namespace, execution });
      const events = await fetchEvents();
      remember(description, events);
      const { execution: run, historySizeBytes } = description.workflowExecutionInfo ?? {};
      return {
        workflowId: marker.mark(execution.workflowId),
        runId: run?.runId ?? '',
        historyBytes: Number(historySizeBytes ?? 0),
        events: viewsOf(events, marker),
        description: [...described].map(([name, text]) => ({ name, text })),
        found: [...found],
      };
    },
  };
}

/** What is pending, under the name of its activity. */
function byActivity({ pendingActivities, ...description }: Description): object {
  const pending = (pendingActivities ?? []).map(
    (activity) => [`pending ${activity.activityType?.name}`, activity] as const,
  );
  return { ...description, ...Object.fromEntries(pending) };
}
