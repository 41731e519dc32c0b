/** Splits the server's answers into readable texts, without codec or converter. */
import type { temporal } from '@temporalio/proto';

type Payload = temporal.api.common.v1.IPayload;

/** A text, and where in the message it was: `input`, `failure.message`, `header.customer`. */
export interface Part {
  label: string;
  text: string;
  /**
   * Always shown. Other parts are names and numbers of the protocol, shown only if they hold a
   * submitted value.
   */
  isTelling: boolean;
}

/** Strings of the protocol that developers fill as they like. */
const telling = /(^|\.)(message|stackTrace|reason|cause|workflowId|applicationFailureInfo\.type)$/;

/** Steps of a path that tell a reader nothing. */
const silent =
  /^(payloads|fields|indexedFields|.*EventAttributes|workflowExecutionInfo|executionConfig|userMetadata)$/;

/** Every payload and every string in a message, wherever in it. */
export function partsOf(message: unknown, path: readonly string[] = []): Part[] {
  if (typeof message === 'string') return message === '' ? [] : [stringPart(path, message)];
  if (typeof message !== 'object' || message === null || message instanceof Uint8Array) return [];
  if (isPayload(message))
    return [{ label: labelOf(path), text: textOf(message.data), isTelling: true }];
  const entries = Array.isArray(message)
    ? message.map((item, index) => [message.length > 1 ? String(index + 1) : '', item] as const)
    : Object.entries(message);
  return entries.flatMap(([key, value]) => partsOf(value, [...path, key]));
}

function stringPart(path: readonly string[], text: string): Part {
  const label = labelOf(path);
  return { label, text, isTelling: telling.test(label) };
}

function labelOf(path: readonly string[]): string {
  return path.filter((step) => step !== '' && !silent.test(step)).join('.');
}

function isPayload(message: object): message is Payload {
  return (message as Payload).metadata?.encoding instanceof Uint8Array;
}

/** As text where it is text, else base64. */
function textOf(data: Uint8Array | null | undefined): string {
  const bytes = data ?? new Uint8Array();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('base64');
  }
}
