/**
 * What the server holds of some workflows, as its answers come over the wire, and what a codec key
 * opens of it.
 */
import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { isEncrypted } from '../payload-envelope.ts';
import type { Words } from './spots.ts';
import { scheduleIds, workflowIds } from './talk.ts';

const service = proto.temporal.api.workflowservice.v1;
const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

export interface RawAnswers {
  /** Byte for byte. */
  bytes: Buffer;
  /** The encrypted payloads in them. */
  encrypted: Payload[];
}

/** Histories, descriptions, query answers and the schedule. */
export async function rawAnswers(
  { workflowService, options: { namespace } }: Client,
  words: Words,
): Promise<RawAnswers> {
  const found: { bytes: Uint8Array; message: unknown }[] = [];
  const take = <T>(type: { encode(message: T): { finish(): Uint8Array } }, message: T): void =>
    void found.push({ bytes: type.encode(message).finish(), message });
  for (const workflowId of workflowIds(words)) {
    const execution = { workflowId };
    const history = await workflowService.getWorkflowExecutionHistory({ namespace, execution });
    take(service.GetWorkflowExecutionHistoryResponse, history);
    const description = await workflowService.describeWorkflowExecution({ namespace, execution });
    take(service.DescribeWorkflowExecutionResponse, description);
  }
  for (const queryType of ['ask', '__temporal_workflow_metadata']) {
    const execution = { workflowId: words['workflow ID'] };
    const answer = await workflowService.queryWorkflow({
      namespace,
      execution,
      query: { queryType },
    });
    take(service.QueryWorkflowResponse, answer);
  }
  for (const scheduleId of scheduleIds(words)) {
    const answer = await workflowService
      .describeSchedule({ namespace, scheduleId })
      .catch(notThere);
    if (answer) take(service.DescribeScheduleResponse, answer);
  }
  const alone = { namespace, activityId: words['workflow ID'], includeInput: true };
  const activity = await workflowService.describeActivityExecution(alone).catch(notThere);
  if (activity) take(service.DescribeActivityExecutionResponse, activity);
  return {
    bytes: Buffer.concat(found.map(({ bytes }) => bytes)),
    encrypted: found.flatMap(({ message }) => payloadsIn(message)).filter(isEncrypted),
  };
}

/** What the codec refused to write is not there: gRPC's NOT_FOUND. */
function notThere(error: Error & { code?: number }): undefined {
  if (error.code !== 5) throw error;
}

/** Every payload in a decoded message, whatever field it is in. */
export function payloadsIn(value: unknown): Payload[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  if ((value as Payload).metadata?.encoding) return [value];
  return Object.values(value).flatMap(payloadsIn);
}

/** A payload's bytes, as they are sent. */
export function bytesOf(payload: Payload): Buffer {
  return Buffer.from(PayloadMessage.encode(payload).finish());
}
