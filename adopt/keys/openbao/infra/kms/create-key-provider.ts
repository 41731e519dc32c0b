import type { KeyProvider } from './key-provider.ts';
import { createKeyRing } from './key-ring.ts';
import { createLocalKeyProvider } from './local-key-file.ts';
import { createTransitKeyProvider } from './openbao-transit.ts';
import type { TransitOptions } from './openbao-transit.ts';

/** Where the key-encryption key is. */
export type KeyProviderOptions =
  | { provider: 'local-file'; path: string; previousPaths?: readonly string[] }
  | ({ provider: 'openbao' } & TransitOptions);

/**
 * A key provider as a key ring: a data key that another key-encryption key wrapped is
 * `KEY_UNKNOWN`, for an operator to put right, and not `KEY_REFUSED` as an altered one is.
 * @throws KeyError `KEY_FILE_UNUSABLE`
 */
export async function createKeyProvider(options: KeyProviderOptions): Promise<KeyProvider> {
  switch (options.provider) {
    case 'local-file': {
      const { path, previousPaths = [] } = options;
      const [current, ...previous] = await Promise.all([
        createLocalKeyProvider(path),
        ...previousPaths.map(createLocalKeyProvider),
      ]);
      return createKeyRing({ current, previous });
    }
    case 'openbao':
      return createKeyRing({ current: createTransitKeyProvider(options) });
  }
}
