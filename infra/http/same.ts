import { timingSafeEqual } from 'node:crypto';

/** Compares what was shown with a secret, in a time that does not depend on where they differ. */
export function isSame(shown: string, secret: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}
