/** What several settings look like. */
import { isIP } from 'node:net';
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

/** A database: `postgres://user:password@host:port/name`. */
export const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });

/** A key that two of our processes share. */
export const apiKey = z.string().min(16);

/** Host names with commas between them. */
export const names = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9.-]+(,[a-z0-9.-]+)*$/)
  .transform((list) => list.split(','));

/** Addresses, networks (`10.0.0.0/8`), or Express's names for some, with commas between them. */
export const proxies = z
  .string()
  .transform((list) => list.split(','))
  .refine((list) => list.every(isProxy), 'must be addresses or networks');

function isProxy(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  const isNamed = ['loopback', 'linklocal', 'uniquelocal'].includes(text);
  return isNamed || (isIP(address) > 0 && /^\d{1,3}$/.test(bits) && more.length === 0);
}
