import { randomBytes } from 'node:crypto';
import { product } from '#contract/index.ts';

/**
 * Guard 6: how a client or worker identifies itself: its role and eight random letters, such as
 * `harbor-portal@5e1f09ab`. The SDK's default is `pid@hostname`; the identity is in almost every
 * event of history, and the Temporal operator has no need to know the names of machines.
 */
export function newIdentity(role: string): string {
  return `${product}-${role}@${randomBytes(4).toString('hex')}`;
}
