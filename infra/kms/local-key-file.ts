import type { KeyProvider } from './key-provider.ts';

/** Writes a new key-encryption key to `path` (mode 0600) unless the file exists. */
export async function createKeyFile(path: string): Promise<void> {
  throw new Error(`not yet ${path}`);
}

/**
 * Keeps the key-encryption key in a file: for one machine, for tests and for the demo.
 * @throws KeyError `KEY_FILE_UNUSABLE` if it is not 32 bytes or readable by anyone but its owner
 */
export async function createLocalKeyProvider(path: string): Promise<KeyProvider> {
  throw new Error(`not yet ${path}`);
}
