/**
 * What the vault stores for this product. The names are bound into each ciphertext: they never
 * change.
 */
import type { StoredTypes } from '#vault/index.ts';

export const storedTypes = {
  subject: 'sub',
  records: {},
  documents: {},
} as const satisfies StoredTypes;
