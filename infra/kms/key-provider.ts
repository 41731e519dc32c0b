/**
 * Names what a data key is for. It is bound to the wrapped key: unwrapping for anything else fails.
 */
export type KeyContext = Readonly<Record<string, string>>;

/**
 * A data key as it is stored. `keyId` names the key-encryption key that wrapped it, and is not
 * secret.
 */
export interface WrappedKey {
  wrapped: Uint8Array;
  keyId: string;
}

/**
 * The key-encryption key, wherever it is. It never leaves there; only data keys pass through here.
 */
export interface KeyProvider {
  /** Names the key that wraps new data keys. */
  readonly keyId: string;

  /**
   * Creates a data key of 32 bytes, in the clear and wrapped. The caller overwrites `plaintext`
   * after use.
   */
  generateDataKey(context: KeyContext): Promise<WrappedKey & { plaintext: Uint8Array }>;

  /**
   * Returns the data key in the clear. The caller overwrites it after use.
   * @throws KeyError `KEY_REFUSED` for another context, another key-encryption key, or altered
   *   bytes; `KEY_UNKNOWN` from a key ring, for a key that is not on it; `KEY_SERVICE_UNAVAILABLE`
   *   if the service cannot be reached
   */
  unwrapDataKey(key: WrappedKey, context: KeyContext): Promise<Uint8Array>;
}

export type KeyErrorCode =
  | 'KEY_REFUSED'
  | 'KEY_UNKNOWN'
  | 'KEY_NOT_PERMITTED'
  | 'KEY_FILE_UNUSABLE'
  | 'KEY_SERVICE_UNAVAILABLE';

const messages: Readonly<Record<KeyErrorCode, string>> = {
  KEY_REFUSED: 'The wrapped key does not open here',
  KEY_UNKNOWN: 'The key was wrapped by a key-encryption key that is not in use here, or no longer',
  KEY_NOT_PERMITTED: 'The key service does not allow this process to do that',
  KEY_FILE_UNUSABLE:
    'The key file must hold 32 bytes and be readable by its owner alone (mode 0600)',
  KEY_SERVICE_UNAVAILABLE: 'The key service did not answer',
};

/** A failure to produce a key. Constant text for each code. */
export class KeyError extends Error {
  override name = 'KeyError';
  readonly code: KeyErrorCode;

  constructor(code: KeyErrorCode) {
    super(messages[code]);
    this.code = code;
  }
}
