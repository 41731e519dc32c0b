/**
 * How a refusal gets from the codec to the workflow, which can then fail. An error thrown by a
 * codec fails the workflow's task, which Temporal retries for ever, together with everything else
 * in the task. So the codec replaces the payload by a note, and the payload converter, which runs
 * in the workflow, throws when the value is read.
 */
import type { Payload } from '@temporalio/common';
import { decode, encode } from '@temporalio/common/lib/encoding.js';
import { isCodecErrorCode } from './errors.ts';
import type { CodecErrorCode } from './errors.ts';

const encoding = 'harbor/refused';

/** The note. It never leaves the process: the codec decodes into it and never encodes it. */
export function refusedPayload(code: CodecErrorCode): Payload {
  return { metadata: { encoding: encode(encoding), code: encode(code) } };
}

/** Why the payload was refused, or undefined for one that was not. */
export function refusalOf({ metadata }: Payload): CodecErrorCode | undefined {
  if (!metadata?.encoding || decode(metadata.encoding) !== encoding || !metadata.code)
    return undefined;
  const code = decode(metadata.code);
  return isCodecErrorCode(code) ? code : undefined;
}
