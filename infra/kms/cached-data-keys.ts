import {
  EncryptedDataKey,
  getLocalCryptographicMaterialsCache,
  KeyringTraceFlag,
  NodeCachingMaterialsManager,
  NodeDecryptionMaterial,
  NodeEncryptionMaterial,
} from '@aws-crypto/client-node';
import { keyNamespace } from './encryption-sdk.ts';
import type { NodeMaterialsManager } from './encryption-sdk.ts';
import { KeyError } from './key-provider.ts';
import type { KeyProvider } from './key-provider.ts';

export interface DataKeyBounds {
  /**
   * Data keys in memory at once: what a dump of the process's memory can open without the key
   * service.
   */
  count: number;
  /** How long one stays there: the time until a rotated or retired key is no longer used. */
  milliseconds: number;
  /** Messages under one data key: what an attacker who learns it can read. */
  messages: number;
}

/**
 * Data keys of a key provider, for messages that carry their own wrapped key. One data key serves
 * all messages of the same encryption context until a bound is reached, which saves a call of the
 * key service for each. Keys that leave the cache are overwritten. Each message still has a key of
 * its own, derived from the data key (the suite's HKDF).
 */
export function createCachedDataKeys(
  keys: KeyProvider,
  bounds: DataKeyBounds,
): NodeMaterialsManager {
  return new NodeCachingMaterialsManager({
    backingMaterials: uncached(keys),
    cache: getLocalCryptographicMaterialsCache(bounds.count),
    maxAge: bounds.milliseconds,
    maxMessagesEncrypted: bounds.messages,
  });
}

function uncached(keys: KeyProvider): NodeMaterialsManager {
  return {
    async getEncryptionMaterials({ suite, encryptionContext }) {
      if (!suite) throw new TypeError('encryptBytes chooses the suite');
      const { plaintext, wrapped, keyId } = await keys.generateDataKey(encryptionContext);
      const trace = {
        keyNamespace,
        keyName: keyId,
        flags: KeyringTraceFlag.WRAPPING_KEY_GENERATED_DATA_KEY,
      };
      const wrapping = { providerId: keyNamespace, providerInfo: keyId, encryptedDataKey: wrapped };
      return new NodeEncryptionMaterial(suite, encryptionContext)
        .setUnencryptedDataKey(taken(plaintext), trace)
        .addEncryptedDataKey(
          new EncryptedDataKey(wrapping),
          KeyringTraceFlag.WRAPPING_KEY_ENCRYPTED_DATA_KEY,
        );
    },
    async decryptMaterials({ suite, encryptionContext, encryptedDataKeys: [found] }) {
      if (!found) throw new KeyError('KEY_REFUSED');
      const { providerInfo: keyId, encryptedDataKey: wrapped } = found;
      const plaintext = await keys.unwrapDataKey({ wrapped, keyId }, encryptionContext);
      const trace = {
        keyNamespace,
        keyName: keyId,
        flags: KeyringTraceFlag.WRAPPING_KEY_DECRYPTED_DATA_KEY,
      };
      return new NodeDecryptionMaterial(suite, encryptionContext).setUnencryptedDataKey(
        taken(plaintext),
        trace,
      );
    },
  };
}

/**
 * A copy in memory of its own, as the SDK requires. The SDK overwrites the copy when it is done.
 */
function taken(plaintext: Uint8Array): Uint8Array {
  const key = new Uint8Array(plaintext);
  plaintext.fill(0);
  return key;
}
