import { KeyError } from './key-provider.ts';
import type { KeyProvider } from './key-provider.ts';

export interface KeyRingOptions {
  /** Wraps new data keys. */
  current: KeyProvider;
  /** Unwrap what they wrapped, and wrap no new data keys. */
  previous?: readonly KeyProvider[];
}

/**
 * Several key-encryption keys as one key provider. To rotate, make a new key the current one and
 * keep the old one as a previous key. To retire the old one, leave it out: what it wrapped can then
 * no longer be unwrapped.
 *
 * For keys that do not change in place. In OpenBao and AWS they do: a key keeps its name through
 * all its versions.
 */
export function createKeyRing({ current, previous = [] }: KeyRingOptions): KeyProvider {
  const byId = new Map([...previous, current].map((keys) => [keys.keyId, keys]));
  return {
    keyId: current.keyId,
    generateDataKey: (context) => current.generateDataKey(context),
    async unwrapDataKey(key, context) {
      const keys = byId.get(key.keyId);
      // Not KEY_REFUSED: the wrapped key may be intact, and this process may lack its
      // key-encryption key.
      if (!keys) throw new KeyError('KEY_UNKNOWN');
      return keys.unwrapDataKey(key, context);
    },
  };
}
