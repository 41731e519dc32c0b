import { createHmac, timingSafeEqual } from 'node:crypto';

/** Checks `Authorization: Bearer <key>`: true for the one key, in the same time for any other. */
export function createBearerCheck(apiKey: string): (authorization: string | undefined) => boolean {
  // Hashes have one length, as timingSafeEqual demands, and comparing them takes the same time for
  // any key.
  const digest = (text: string): Buffer => createHmac('sha256', apiKey).update(text).digest();
  const expected = digest(`Bearer ${apiKey}`);
  return (authorization = '') => timingSafeEqual(digest(authorization), expected);
}
