import type { Reference } from '#contract/index.ts';
import { mint } from './minting.ts';

/**
 * Where one attempt to store a document puts its object. Whoever runs the object storage reads it,
 * so all of it is minted, but for the prefix that S3 rights go by.
 */
export function newObjectKey(prefix: `${string}/`, document: Reference): string {
  return `${prefix}${document}/${mint('obj')}`;
}
