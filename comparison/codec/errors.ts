/** What the codec refuses, and why. Loads in the workflow sandbox as well as in node. */
const messages = {
  CODEC_CONTEXT_MISSING: 'The payload belongs to no workflow, so there is nothing to bind it to',
  CODEC_PAYLOAD_NOT_ENCRYPTED: 'The payload is not encrypted',
  CODEC_PAYLOAD_MISPLACED: 'The payload was encrypted for another workflow or namespace',
  CODEC_PAYLOAD_ALTERED: 'The payload is not as it was written',
  CODEC_KEY_UNKNOWN: 'The payload was encrypted under a key that is not in use here, or no longer',
  CODEC_KEY_UNAVAILABLE: 'The key service does not answer, or does not allow this process to read',
} as const;

export type CodecErrorCode = keyof typeof messages;

/** A payload that cannot be written or read. Constant text for each code. */
export class CodecError extends Error {
  override name = 'CodecError';
  readonly code: CodecErrorCode;

  constructor(code: CodecErrorCode) {
    super(messages[code]);
    this.code = code;
  }
}

/**
 * True if a retry can never help, because what is stored is at fault. A missing key may come back,
 * with the next deployment or when the key service answers, so no workflow may fail because of it.
 */
export function isFinal(code: CodecErrorCode): boolean {
  return code !== 'CODEC_KEY_UNKNOWN' && code !== 'CODEC_KEY_UNAVAILABLE';
}

/** True for a code of this list. */
export function isCodecErrorCode(code: string): code is CodecErrorCode {
  return Object.hasOwn(messages, code);
}
