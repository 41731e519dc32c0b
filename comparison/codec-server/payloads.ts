/**
 * The protocol's messages: `temporal.api.common.v1.Payloads` as proto3 JSON, as the UI and the CLI
 * send it.
 */
import type { Payload } from '@temporalio/common';
import { JSONToPayload, payloadToJSON } from '@temporalio/common/lib/proto-utils.js';
import { z } from 'zod';
import { CodecServerError } from './errors.ts';

// Go leaves out an empty list.
const payloadsJson = z.object({ payloads: z.array(z.looseObject({})).default([]) });

/**
 * The payloads of a request's body, with all metadata that they have.
 * @throws CodecServerError `REQUEST_MALFORMED`, `TOO_MANY_PAYLOADS`
 */
export function readPayloads(body: unknown, most: number): Payload[] {
  const given = payloadsJson.safeParse(body);
  if (!given.success) throw new CodecServerError('REQUEST_MALFORMED');
  if (given.data.payloads.length > most) throw new CodecServerError('TOO_MANY_PAYLOADS');
  try {
    return given.data.payloads.map((json) => JSONToPayload(json));
  } catch {
    // The parser's error quotes its input.
    throw new CodecServerError('REQUEST_MALFORMED');
  }
}

/** The body of an answer. */
export function writePayloads(payloads: readonly Payload[]): object {
  return { payloads: payloads.map((payload) => payloadToJSON(payload)) };
}

/** A payload's `encoding`: how to read its data. */
export function encodingOf({ metadata }: Payload): string {
  return Buffer.from(metadata?.encoding ?? []).toString();
}
