/**
 * The only way in which this system encrypts: messages of the AWS Encryption SDK, with key
 * commitment, in frames, unsigned (docs/decisions/0003). The key provider wraps data keys with it,
 * and the vault encrypts with those.
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

/** Bytes of plaintext that are verified and released at once. */
export const frameLength = 64 * 1024;

const suiteId = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
const client = buildClient({
  commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
  // Refuse messages with a second wrapped key: it would be a back door.
  maxEncryptedDataKeys: 1,
});

/**
 * A keyring over a 32-byte key. It copies the key: the caller overwrites its own copy after use.
 */
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
 * then throws where no caller can catch it (an inner `pipeline` has no callback), and an aborted
 * upload would end the process. This one can be destroyed: it lets the SDK's stream run dry, which
 * also drops its key.
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

/** Decrypts a message. Ignores bytes after its end, so the caller must check its length. */
export async function decryptBytes(
  manager: NodeMaterialsManager,
  ciphertext: Uint8Array,
): Promise<Buffer> {
  return (await client.decrypt(manager, ciphertext, { maxBodySize: frameLength })).plaintext;
}

/** Emits each frame once it is verified. A later frame may still fail. */
export function decryptStream(manager: NodeMaterialsManager): Duplex {
  const stream = client.decryptUnsignedMessageStream(manager, { maxBodySize: frameLength });
  // Once destroyed, it emits its error again, when no listener is left.
  return stream.on('error', () => {});
}

/** The errors for a message of another encryption context, and for one of another key. */
export interface Refusals {
  otherContext: (found: Context) => Error;
  otherKey: () => Error;
}

/**
 * Decrypts only messages of exactly this encryption context. The SDK authenticates the context in a
 * message and never compares it with what the reader expects: without this check, an attacker could
 * put any message of the key in the place of any other.
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
