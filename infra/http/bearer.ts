import { createHmac, timingSafeEqual } from 'node:crypto';

/** Returns a check of `Authorization: Bearer <key>`, in constant time: true for this key only. */
export function createBearerCheck(apiKey: string): (authorization: string | undefined) => boolean {
  // timingSafeEqual needs inputs of one length, and hashes have one length for any key.
  const digest = (text: string): Buffer => createHmac('sha256', apiKey).update(text).digest();
  const expected = digest(`Bearer ${apiKey}`);
  return (authorization = '') => timingSafeEqual(digest(authorization), expected);
}
