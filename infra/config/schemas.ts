/** What several settings look like. */
import { z } from 'zod';

export const port = z.coerce.number().int().min(1).max(65_535);

/** The address to listen on. */
export const host = z.string().default('127.0.0.1');

/** A path. */
export const file = z.string().min(1);

/** For what carries personal data or a key: in the clear to this machine only. */
export const privateUrl = z.union([
  z.url({ protocol: /^https$/ }),
  z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }),
]);

/** A key that two of our processes share. */
export const apiKey = z.string().min(16);
