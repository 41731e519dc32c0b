/**
 * The one way this system encrypts: messages of the AWS Encryption SDK, with key commitment, in frames, unsigned
 * (docs/decisions/0003). Shared by the key provider, which wraps data keys, and the vault, which uses them.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Duplex } from 'node:stream';
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  NodeDefaultCryptographicMaterialsManager,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';
import type { KeyringNode, NodeMaterialsManager } from '@aws-crypto/client-node';

export type { KeyringNode };
export type Context = Readonly<Record<string, string>>;

/** Bytes of plaintext that are verified, and released, at once. */
export const frameLength = 64 * 1024;

const suiteId = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
const client = buildClient({
  commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
  // A second wrapped key in a message would be a way in that we did not put there.
  maxEncryptedDataKeys: 1,
});

/** A keyring over a 32-byte key. It copies the key: the caller overwrites its own copy after use. */
export function createKeyring(key: Uint8Array, keyName: string): KeyringNode {
  return new RawAesKeyringNode({
    keyNamespace: 'harbor',
    keyName,
    unencryptedMasterKey: new Uint8Array(key),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
    utf8Sorting: true,
  });
}

export async function encryptBytes(
  keyring: KeyringNode,
  bytes: Uint8Array,
  context: Context,
): Promise<Buffer> {
  const { result } = await client.encrypt(keyring, bytes, {
    suiteId,
    encryptionContext: context,
    frameLength,
  });
  return result;
}

export function encryptStream(keyring: KeyringNode, context: Context): Duplex {
  return client.encryptStream(keyring, { suiteId, encryptionContext: context, frameLength });
}

/** Accepts bytes after the end of the message: the caller knows how long it must be. */
export async function decryptBytes(manager: NodeMaterialsManager, ciphertext: Uint8Array): Promise<Buffer> {
  return (await client.decrypt(manager, ciphertext, { maxBodySize: frameLength })).plaintext;
}

/** Emits each frame once it is verified; a later frame may still fail. */
export function decryptStream(manager: NodeMaterialsManager): Duplex {
  return client.decryptUnsignedMessageStream(manager, { maxBodySize: frameLength });
}

/** The errors for a message that was made for something else, and for one that another key opens. */
export interface Refusals {
  otherContext: (found: Context) => Error;
  otherKey: () => Error;
}

/**
 * Opens messages of exactly this encryption context. The SDK binds the context that it finds in a message, and
 * never compares it with what the reader expects: without this, any message of the key would do in any place.
 */
export function boundTo(keyring: KeyringNode, expected: Context, refusals: Refusals): NodeMaterialsManager {
  const manager = new NodeDefaultCryptographicMaterialsManager(keyring);
  return {
    getEncryptionMaterials: (request) => manager.getEncryptionMaterials(request),
    async decryptMaterials(request) {
      const found = { ...request.encryptionContext };
      if (!isDeepStrictEqual(found, { ...expected })) throw refusals.otherContext(found);
      return manager.decryptMaterials(request).catch(() => {
        throw refusals.otherKey();
      });
    },
  };
}
