import type { Reference, ReferenceKind } from '#contract/index.ts';
import { mint } from './minting.ts';

/** A new reference, minted here and nowhere else. It tells nothing about what it points to. */
export function newReference<Kind extends ReferenceKind>(kind: Kind): Reference<Kind> {
  return mint(kind) as Reference<Kind>;
}
