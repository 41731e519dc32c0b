/**
 * How a refusal gets from the codec to where a workflow can fail for it. An error of a codec fails the workflow's task, which
 * Temporal tries again for ever, and with it everything else that the task carries. So the codec puts a note in the
 * payload's place, and the payload converter, which runs in the workflow, throws when the value is wanted.
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
