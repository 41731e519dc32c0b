/**
 * The encrypting codec: every payload of a workflow as a ciphertext that opens in that workflow
 * only.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import type { DataKeyBounds } from '#infra/kms/cached-data-keys.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { createEnvelopes, isEncrypted } from './payload-envelope.ts';
import type { Binding } from './payload-envelope.ts';
import { CodecError, isFinal } from './errors.ts';
import { refusedPayload } from './refused-payload.ts';

export interface CodecOptions {
  /**
   * The key-encryption key. Not the vault's: a process that may decrypt payloads need not open the
   * vault.
   */
  keys: KeyProvider;
  /** The only namespace that payloads are written for and read from. */
  namespace: string;
  bounds?: DataKeyBounds;
}

/** A thousand workflows at once, five minutes, ten thousand payloads of one. */
const defaultBounds: DataKeyBounds = {
  count: 1_000,
  milliseconds: 5 * 60_000,
  messages: 10_000,
};

/**
 * Encodes nothing that it cannot bind to a workflow, and decodes nothing else: a payload written in
 * the clear is refused like one that was moved from another workflow. Such refusals reach the
 * reader through `payload-converter.ts`, which belongs with this codec.
 *
 * @throws CodecError from `encode` `CODEC_CONTEXT_MISSING`, `CODEC_PAYLOAD_MISPLACED`,
 *   `CODEC_KEY_UNAVAILABLE`; from `decode` `CODEC_KEY_UNKNOWN`, `CODEC_KEY_UNAVAILABLE`, for which
 *   Temporal tries again
 */
export function createEncryptingCodec({
  keys,
  namespace,
  bounds = defaultBounds,
}: CodecOptions): PayloadCodec {
  const { seal, open } = createEnvelopes(keys, bounds);

  return {
    async encode(payloads, context) {
      const binding = bindingOf(context, namespace);
      const sealed = () => Promise.all(payloads.map((payload) => seal(payload, binding)));
      return context?.type === 'activity' ? whenKeysAnswer(sealed) : sealed();
    },
    decode: (payloads, context) => Promise.all(payloads.map((payload) => opened(payload, context))),
  };

  async function opened(payload: Payload, context?: SerializationContext): Promise<Payload> {
    try {
      return await open(payload, bindingOf(context, namespace));
    } catch (error) {
      if (error instanceof CodecError && isFinal(error.code)) return refusedPayload(error.code);
      throw error;
    }
  }
}

/**
 * Decodes payloads of a namespace, whatever their workflow: a Codec Server is not told which one it
 * is.
 */
export type NamespaceDecoder = (
  namespace: string,
  payloads: readonly Payload[],
) => Promise<Payload[]>;

/**
 * What is not encrypted is returned unchanged: the caller has it already, and a namespace may hold
 * both. The decoder throws CodecError `CODEC_PAYLOAD_MISPLACED` for another namespace's,
 * `CODEC_PAYLOAD_ALTERED`, `CODEC_KEY_UNKNOWN`, `CODEC_KEY_UNAVAILABLE`.
 */
export function createNamespaceDecoder(
  keys: KeyProvider,
  bounds = defaultBounds,
): NamespaceDecoder {
  const { open } = createEnvelopes(keys, bounds);
  return (namespace, payloads) =>
    Promise.all(
      payloads.map(async (payload) =>
        isEncrypted(payload) ? open(payload, { namespace }) : payload,
      ),
    );
}

/**
 * Waits for the key service. In an activity the SDK cannot report an error of the codec: it would
 * encode that error, fail again, and stop the worker. Temporal retries a workflow's task, and a
 * client should see the error.
 */
async function whenKeysAnswer<T>(ask: () => Promise<T>): Promise<T> {
  for (let pause = 100; ; pause = Math.min(2 * pause, 5_000)) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof CodecError) || error.code !== 'CODEC_KEY_UNAVAILABLE') throw error;
    }
    await sleep(pause);
  }
}

function bindingOf(context: SerializationContext | undefined, namespace: string): Binding {
  if (!context?.workflowId) throw new CodecError('CODEC_CONTEXT_MISSING');
  if (context.namespace !== namespace) throw new CodecError('CODEC_PAYLOAD_MISPLACED');
  return { namespace, workflow: context.workflowId };
}
