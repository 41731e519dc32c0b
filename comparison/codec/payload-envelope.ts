/**
 * An encrypted payload: an Encryption SDK message whose plaintext is the whole original payload,
 * metadata included. The message carries its wrapped data key, the name of the key that wrapped it,
 * and the workflow that it belongs to; all of it is authenticated.
 */
import type { Payload } from '@temporalio/common';
import { decode, encode } from '@temporalio/common/lib/encoding.js';
import proto from '@temporalio/proto';
import { createCachedDataKeys } from '#infra/kms/cached-data-keys.ts';
import type { DataKeyBounds } from '#infra/kms/cached-data-keys.ts';
import { decryptBytes, encryptBytes } from '#infra/kms/encryption-sdk.ts';
import type { NodeMaterialsManager } from '#infra/kms/encryption-sdk.ts';
import { KeyError } from '#infra/kms/key-provider.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { CodecError } from './errors.ts';

/**
 * Where a payload belongs: its encryption context, and that of its data key. The run is not part of
 * it, because what a run leaves to its successor (continue-as-new, a reset, a retry) must open
 * there.
 */
export type Binding = { namespace: string; workflow: string };

export interface Envelopes {
  /** @throws CodecError `CODEC_KEY_UNAVAILABLE` */
  seal(payload: Payload, binding: Binding): Promise<Payload>;
  /**
   * The original payload, if it was sealed for `expected`; where no workflow is given, for any of
   * the namespace.
   * @throws CodecError of every code but `CODEC_CONTEXT_MISSING`
   */
  open(payload: Payload, expected: { namespace: string; workflow?: string }): Promise<Payload>;
}

const encoding = 'binary/encrypted';
const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/**
 * Seals and opens payloads with data keys of `keys`, one for each workflow until a bound is
 * reached.
 */
export function createEnvelopes(keys: KeyProvider, bounds: DataKeyBounds): Envelopes {
  const dataKeys = createCachedDataKeys(keys, bounds);
  return {
    async seal(payload, binding) {
      const data = await encryptBytes(
        dataKeys,
        PayloadMessage.encode(payload).finish(),
        binding,
      ).catch(throwCodecError);
      // The key's name for operators, who want to know what is still under an old key. Decryption
      // uses the one in the message.
      return {
        metadata: { encoding: encode(encoding), 'encryption-key-id': encode(keys.keyId) },
        data,
      };
    },
    async open(payload, expected) {
      if (!isEncrypted(payload)) throw new CodecError('CODEC_PAYLOAD_NOT_ENCRYPTED');
      const bytes = await decryptBytes(
        within(dataKeys, expected),
        payload.data ?? new Uint8Array(),
      ).catch(throwCodecError);
      return PayloadMessage.decode(bytes);
    },
  };
}

/** True for what `seal` makes, and for anything that claims to be that. */
export function isEncrypted({ metadata }: Payload): boolean {
  return metadata?.encoding ? decode(metadata.encoding) === encoding : false;
}

/**
 * Compares the context before it asks for the key. If an attacker edits the context to match, the
 * key does not unwrap.
 */
function within(
  dataKeys: NodeMaterialsManager,
  { namespace, workflow }: { namespace: string; workflow?: string },
): NodeMaterialsManager {
  return {
    getEncryptionMaterials: (request) => dataKeys.getEncryptionMaterials(request),
    async decryptMaterials(request) {
      const found = request.encryptionContext;
      if (found.namespace !== namespace || (workflow !== undefined && found.workflow !== workflow))
        throw new CodecError('CODEC_PAYLOAD_MISPLACED');
      return dataKeys.decryptMaterials(request);
    },
  };
}

/** Any other error of the Encryption SDK means that the message is not what was written. */
function throwCodecError(error: unknown): never {
  if (error instanceof CodecError) throw error;
  if (!(error instanceof KeyError) || error.code === 'KEY_REFUSED')
    throw new CodecError('CODEC_PAYLOAD_ALTERED');
  throw new CodecError(
    error.code === 'KEY_UNKNOWN' ? 'CODEC_KEY_UNKNOWN' : 'CODEC_KEY_UNAVAILABLE',
  );
}
