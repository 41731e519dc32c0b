import { createOpenbao } from './openbao-client.ts';
import type { OpenbaoOptions } from './openbao-client.ts';
import { KeyError } from './key-provider.ts';
import type { KeyContext, KeyProvider } from './key-provider.ts';

export interface TransitOptions extends OpenbaoOptions {
  /** The name of the key in the mount `transit`; it must be `derived`. */
  key: string;
}

/**
 * A key provider on OpenBao's transit engine. The key-encryption key stays there; only data keys
 * leave.
 *
 * Transit derives a key from each context, so a wrapped key can be unwrapped for its context only.
 * Transit's `associated_data` would bind the context too, but its `rewrap`, which moves wrapped
 * keys to the next version, takes none.
 */
export function createTransitKeyProvider(options: TransitOptions): KeyProvider {
  const openbao = createOpenbao(options);
  const keyId = `openbao:${options.key}`;

  return {
    keyId,
    async generateDataKey(context) {
      const data = await openbao.write(`transit/datakey/plaintext/${options.key}`, {
        context: encode(context),
      });
      return { keyId, plaintext: plaintextOf(data), wrapped: Buffer.from(data.ciphertext ?? '') };
    },
    async unwrapDataKey({ wrapped, keyId: wrappedBy }, context) {
      if (wrappedBy !== keyId) throw new KeyError('KEY_REFUSED');
      const data = await openbao.write(`transit/decrypt/${options.key}`, {
        context: encode(context),
        ciphertext: Buffer.from(wrapped).toString(),
      });
      return plaintextOf(data);
    },
  };
}

/** The same bytes for the same context, in any order of its entries. */
function encode(context: KeyContext): string {
  const entries = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(entries)).toString('base64');
}

/**
 * The string in the answer cannot be overwritten; it stays in memory until it is garbage-collected.
 */
function plaintextOf({ plaintext = '' }: Record<string, string>): Uint8Array {
  const key = Buffer.from(plaintext, 'base64');
  if (key.length !== 32) throw new KeyError('KEY_REFUSED');
  return key;
}
