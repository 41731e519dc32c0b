/** Values that leave in another spelling, or as something that a guard lets pass in general. */
import type { Mutant } from '../mutant.ts';
import { hash } from './hashed.ts';
import { validation } from './validation.ts';

const identity = "(await vault.get('identity', application))";
const printing = (text: string): string =>
  `${validation.from} process.stdout.write(${text} + '\\n');`;
const digest = (algorithm: string): string =>
  `createHash('${algorithm}').update(«${identity}.ssn»)`;
const verification = { file: 'activities/verify-identity.ts', scenario: 'approved' } as const;

export const respelt: readonly Mutant[] = [
  {
    ...validation,
    name: 'SHA-256 of the SSN as a UUID',
    to: printing(
      `«${digest('sha256')}.digest('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5')»`,
    ),
    needs: hash,
  },
  {
    ...validation,
    name: 'SHA-256 of the SSN in base 32',
    to: printing(
      `«[...${digest('sha256')}.digest()].map((byte) => byte.toString(2).padStart(8, '0')).join('').match(/.{5}/g)!.map((five) => '0123456789abcdefghjkmnpqrstvwxyz'[Number.parseInt(five, 2)]).join('')»`,
    ),
    needs: hash,
  },
  {
    ...validation,
    name: 'SHA-512 of the SSN in base64',
    to: printing(`«${digest('sha512')}.digest('base64')»`),
    needs: hash,
  },
  {
    ...validation,
    name: 'date of birth as digits',
    to: printing("«dateOfBirth».replaceAll('-', '')"),
  },
  {
    name: 'income as a duration in the log',
    file: 'apps/portal/apply/open-draft.ts',
    from: 'await session.putParts(application, parts);',
    to: "await session.putParts(application, parts); createLogger({ name: 'portal' }).info({ event: 'draft-opened', ms: «value.annualIncomeCents / 100» });",
    needs: "import { createLogger } from '#infra/logging/logger.ts';",
    scenario: 'draft',
  },
  {
    ...verification,
    name: 'SSN as the delay of the next attempt',
    from: "await note(application, 'identity-checked');",
    to: `throw ApplicationFailure.create({ type: 'BureauUnavailable', nextRetryDelay: Number(«${identity}.ssn») });`,
    needs: "import { ApplicationFailure } from '@temporalio/common';",
  },
  {
    ...verification,
    name: 'SSN as a reference to a report, with the letters that check it',
    from: "return [value.confirmed ? 'confirmed' : 'unconfirmed', ref];",
    to: `const text = 'rpt_' + «${identity}.ssn».padStart(20, '0'); return [value.confirmed ? 'confirmed' : 'unconfirmed', (text + checkOf(text)) as typeof ref];`,
    needs: "import { checkOf } from '#contract/grammar.ts';",
  },
];
