/**
 * The one way this system encrypts: messages of the AWS Encryption SDK, with key commitment, in
 * frames, unsigned (docs/decisions/0003). Shared by the key provider, which wraps data keys, and
 * the vault, which uses them.
 */
import { Duplex } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  NodeDefaultCryptographicMaterialsManager,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';
import type { KeyringNode, NodeMaterialsManager } from '@aws-crypto/client-node';

export type { KeyringNode, NodeMaterialsManager };
export type Context = Readonly<Record<string, string>>;

/** Bytes of plaintext that are verified, and released, at once. */
export const frameLength = 64 * 1024;

const suiteId = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
const client = buildClient({
  commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
  // Refuse messages with a second wrapped key: it would be a back door.
  maxEncryptedDataKeys: 1,
});

/**
 * Written into every message beside the name of its key. Never change it once there is a
 * ciphertext.
 */
export const keyNamespace = 'envelope';

/**
 * A keyring over a 32-byte key. It copies the key: the caller overwrites its own copy after use.
 */
export function createKeyring(key: Uint8Array, keyName: string): KeyringNode {
  return new RawAesKeyringNode({
    keyNamespace,
    keyName,
    unencryptedMasterKey: new Uint8Array(key),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
    utf8Sorting: true,
  });
}

export async function encryptBytes(
  keyring: KeyringNode | NodeMaterialsManager,
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

/**
 * A stream from plaintext to ciphertext. The SDK's own must never be destroyed before its end: it
 * then throws where no caller can catch it (an inner `pipeline` has no callback), and an upload
 * that is given up would end the process. Ours can be destroyed: it lets the SDK's run dry, which
 * also makes it drop its key.
 */
export function encryptStream(keyring: KeyringNode, context: Context): Duplex {
  const sdk = client.encryptStream(keyring, { suiteId, encryptionContext: context, frameLength });
  const stream = new Duplex({
    write: (chunk, _encoding, done) => void sdk.write(chunk, done),
    final: (done) => void sdk.end(done),
    read: () => void sdk.resume(),
    destroy(error, done) {
      sdk.end();
      sdk.resume();
      done(error);
    },
  });
  sdk.on('data', (chunk) => void (stream.push(chunk) || stream.destroyed || sdk.pause()));
  sdk.on('end', () => stream.push(null));
  sdk.on('error', (error) => stream.destroy(error));
  return stream;
}

/** Accepts bytes after the end of the message: the caller knows how long it must be. */
export async function decryptBytes(
  manager: NodeMaterialsManager,
  ciphertext: Uint8Array,
): Promise<Buffer> {
  return (await client.decrypt(manager, ciphertext, { maxBodySize: frameLength })).plaintext;
}

/** Emits each frame once it is verified; a later frame may still fail. */
export function decryptStream(manager: NodeMaterialsManager): Duplex {
  const stream = client.decryptUnsignedMessageStream(manager, { maxBodySize: frameLength });
  // It emits a further error after it was destroyed, when no other listener is left.
  return stream.on('error', () => {});
}

/**
 * The errors for a message that was made for something else, and for one that another key opens.
 */
export interface Refusals {
  otherContext: (found: Context) => Error;
  otherKey: () => Error;
}

/**
 * Opens messages of exactly this encryption context. The SDK binds the context that it finds in a
 * message, and never compares it with what the reader expects: without this, any message under the
 * key would open in any place.
 */
export function boundTo(
  keyring: KeyringNode,
  expected: Context,
  refusals: Refusals,
): NodeMaterialsManager {
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
