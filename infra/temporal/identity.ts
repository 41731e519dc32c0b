import { randomBytes } from 'node:crypto';

/**
 * Who a client or worker says it is: a role and eight random letters. The SDK's default is `pid@hostname`, and
 * the name of a machine is nobody's business but its owner's; it is in almost every event of history.
 */
export function newIdentity(role: string): string {
  return `harbor-${role}@${randomBytes(4).toString('hex')}`;
}
