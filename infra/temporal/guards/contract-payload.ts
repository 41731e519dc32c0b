/**
 * The one encoding of what history may hold, for the converters, the codec and the guards: a value
 * of the contract as JSON in its shortest form. Runs in node and in the workflow sandbox.
 */
import type { Payload } from '@temporalio/common';
import { decode, encode } from '@temporalio/common/lib/encoding.js';
import { fits, mayEnterHistory } from '#contract/index.ts';
import type { Shape } from '#contract/index.ts';
import { failure } from '../failures.ts';

/** Encodes a value of the contract. @throws ApplicationFailure `NotAReference`, not retryable */
export function toContractPayload(value: unknown): Payload {
  // Copy first, so that getters, proxies or toJSON cannot return something else after the check.
  const plain: unknown = Array.isArray(value) ? [...(value as unknown[])] : value;
  if (!mayEnterHistory(plain)) throw notAReference();
  return plain === undefined
    ? { metadata: { encoding: encode('binary/null') } }
    : { metadata: { encoding: encode('json/plain') }, data: encode(JSON.stringify(plain)) };
}

/**
 * Decodes a payload of the contract, whichever client wrote it. @throws ApplicationFailure
 * `NotAReference`
 */
export function fromContractPayload(payload: Payload): unknown {
  const content = contentOf(payload);
  if (!content) throw notAReference();
  return content.value;
}

/**
 * True for a payload that `toContractPayload` could have made, and for nothing that only resembles
 * one.
 */
export function isContractPayload(payload: unknown): boolean {
  return contentOf(payload) !== undefined;
}

/** True for payloads that hold the values which a step takes, one for each place. */
export function areArguments(takes: readonly Shape[], payloads: unknown): boolean {
  const all = Array.isArray(payloads) ? payloads.map(contentOf) : [];
  return fits(
    takes.map(
      (shape) =>
        (content: unknown): content is unknown =>
          isContent(content, shape),
    ),
    all,
  );
}

/** True for a payload that holds what a step gives. */
export function isResult(gives: Shape, payload: unknown): boolean {
  return isContent(contentOf(payload), gives);
}

function isContent(content: unknown, shape: Shape): boolean {
  return content !== undefined && shape((content as { value: unknown }).value);
}

/** The error of every guard: constant text, never the value. */
export function notAReference(): Error {
  const error = failure('NotAReference', { nonRetryable: true });
  // The trace begins at the caller, so that the place in the log says which guard refused.
  Error.captureStackTrace(error, notAReference);
  return error;
}

function contentOf(payload: unknown): { value: unknown } | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { metadata, data, ...rest } = payload as Payload;
  // Refuse further metadata and fields of a later SDK: they could hold other values.
  if (Object.keys(metadata ?? {}).join() !== 'encoding' || !Object.values(rest).every(isNothing))
    return undefined;
  const encoding = textOf(metadata?.encoding);
  const text = textOf(data);
  if (encoding === 'binary/null') return text === '' ? { value: undefined } : undefined;
  if (encoding !== 'json/plain') return undefined;
  const value = parsed(text);
  // Only the shortest form: white space and escapes could carry data, too.
  return mayEnterHistory(value) && JSON.stringify(value) === text ? { value } : undefined;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes ? decode(bytes) : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The error of JSON.parse quotes its input. Return a value that the contract does not allow
    // instead.
    return {};
  }
}
