import { createHash, randomBytes } from 'node:crypto';
import { link, open, rm, writeFile } from 'node:fs/promises';
import { boundTo, createKeyring, decryptBytes, encryptBytes } from './encryption-sdk.ts';
import { KeyError } from './key-provider.ts';
import type { KeyProvider } from './key-provider.ts';

const keyLength = 32;

/**
 * Writes a new key-encryption key to `path` (32 random bytes, mode 0600) unless the file exists.
 * The file appears complete or not at all, and never replaces another: a lost key is lost data.
 */
export async function createKeyFile(path: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, randomBytes(keyLength), { mode: 0o600, flag: 'wx', flush: true });
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * A key provider for one machine: the key-encryption key is in a file, and in memory while the
 * process runs. Use a key management service where the host of the ciphertexts must not hold the
 * key.
 * @throws KeyError `KEY_FILE_UNUSABLE` if the file is not 32 bytes long, or its mode is not 0600
 */
export async function createLocalKeyProvider(path: string): Promise<KeyProvider> {
  const key = await readKey(path);
  // Not secret: a fingerprint of 256 random bits, which distinguishes key-encryption keys.
  const keyId = `file:${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
  const keyring = createKeyring(key, keyId);
  key.fill(0);
  const refuse = () => new KeyError('KEY_REFUSED');

  return {
    keyId,
    async generateDataKey(context) {
      const plaintext = randomBytes(keyLength);
      return { plaintext, wrapped: await encryptBytes(keyring, plaintext, context), keyId };
    },
    async unwrapDataKey({ wrapped }, context) {
      const manager = boundTo(keyring, context, { otherContext: refuse, otherKey: refuse });
      return decryptBytes(manager, wrapped).catch(() => {
        throw refuse();
      });
    },
  };
}

async function readKey(path: string): Promise<Buffer> {
  const file = await open(path).catch(() => {
    throw new KeyError('KEY_FILE_UNUSABLE');
  });
  try {
    // Check the opened file and not the path, so that what is checked is what is read.
    const { mode, size } = await file.stat();
    if ((mode & 0o777) !== 0o600 || size !== keyLength) throw new KeyError('KEY_FILE_UNUSABLE');
    return await file.readFile();
  } finally {
    await file.close();
  }
}
