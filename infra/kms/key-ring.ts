import { KeyError } from './key-provider.ts';
import type { KeyProvider } from './key-provider.ts';

export interface KeyRingOptions {
  /** Wraps new data keys. */
  current: KeyProvider;
  /** Wrapped data keys that are still read, under keys that wrap no new ones. */
  previous?: readonly KeyProvider[];
}

/**
 * Key-encryption keys in their order of succession, as one key provider. To rotate, put a new key
 * first and keep the old one as a previous key; to retire the old one, leave it out: what it
 * wrapped then opens nowhere.
 *
 * For keys that do not change in place. OpenBao's and AWS's do: there a key keeps its name through
 * all its versions.
 */
export function createKeyRing({ current, previous = [] }: KeyRingOptions): KeyProvider {
  const byId = new Map([...previous, current].map((keys) => [keys.keyId, keys]));
  return {
    keyId: current.keyId,
    generateDataKey: (context) => current.generateDataKey(context),
    async unwrapDataKey(key, context) {
      const keys = byId.get(key.keyId);
      // Not a refusal: nothing is wrong with what was wrapped, and it may be this process that
      // lacks a key.
      if (!keys) throw new KeyError('KEY_UNKNOWN');
      return keys.unwrapDataKey(key, context);
    },
  };
}
