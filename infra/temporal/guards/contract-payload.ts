/**
 * The one encoding of what history may hold, for the converters, the codec and the guards: JSON, in
 * its shortest form, of a value of the contract. It loads alike in the workflow sandbox and in
 * node.
 */
import type { Payload } from '@temporalio/common';
import { decode, encode } from '@temporalio/common/lib/encoding.js';
import { mayEnterHistory } from '#contract/index.ts';
import { failure } from '../failures.ts';

/**
 * Encodes a value of the contract. @throws ApplicationFailure `NotAReference`, which is not retried
 */
export function toContractPayload(value: unknown): Payload {
  // A copy: what is checked is what is written, whatever toJSON, getters or a proxy would answer
  // the second time.
  const plain: unknown = Array.isArray(value) ? [...(value as unknown[])] : value;
  if (!mayEnterHistory(plain)) throw notAReference();
  return plain === undefined
    ? { metadata: { encoding: encode('binary/null') } }
    : { metadata: { encoding: encode('json/plain') }, data: encode(JSON.stringify(plain)) };
}

/**
 * Decodes a payload of the contract, whoever wrote it. @throws ApplicationFailure `NotAReference`
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

/** The error of every guard: constant text, never the value. */
export function notAReference(): Error {
  const error = failure('NotAReference', { nonRetryable: true });
  // Its trace begins at the guard, so that the log, which names the first place in our code, says
  // which one it was.
  Error.captureStackTrace(error, notAReference);
  return error;
}

function contentOf(payload: unknown): { value: unknown } | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { metadata, data, ...rest } = payload as Payload;
  // Room for other values beside the encoding: further metadata, and fields of a later SDK.
  if (Object.keys(metadata ?? {}).join() !== 'encoding' || !Object.values(rest).every(isNothing))
    return undefined;
  const encoding = textOf(metadata?.encoding);
  const text = textOf(data);
  if (encoding === 'binary/null') return text === '' ? { value: undefined } : undefined;
  if (encoding !== 'json/plain') return undefined;
  const value = parsed(text);
  // Only the shortest form: white space and escapes could carry something too.
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
    // JSON.parse quotes its input in its error: not that error, a value that the contract does not
    // hold.
    return {};
  }
}
