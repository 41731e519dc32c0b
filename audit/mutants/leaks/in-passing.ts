/** What is there only while it happens, or in a field that is not its own, or in no known folder. */
import type { Mutant } from '../mutant.ts';
import { validation } from './validation.ts';

const parts = {
  file: 'vault/records.ts',
  from: 'const found = await findParts(scope, subject, types);',
  scenario: 'approved',
} as const;
/** Runs a statement with a value of the application's parts. */
const stating = (statement: string): string =>
  `${parts.from} const known = found as { contact?: { email: string }; identity?: { ssn: string } } | undefined; ${statement}`;

export const inPassing: readonly Mutant[] = [
  {
    ...parts,
    name: 'address in the name of a database connection',
    to: stating(
      "if (known?.contact) await scope.transact((db) => db.query(`set application_name = '${«known.contact.email»}'`));",
    ),
  },
  {
    ...parts,
    name: 'address in a notification of PostgreSQL',
    to: stating(
      'if (known?.contact) await scope.transact((db) => db.query("select pg_notify(\'application_events\', $1)", [«known.contact.email»]));',
    ),
  },
  {
    ...parts,
    name: 'SSN as the number of a lock',
    to: stating(
      "if (known?.identity) await scope.transact((db) => db.query('select pg_advisory_lock_shared($1)', [«known.identity.ssn»]));",
    ),
  },
  {
    ...validation,
    name: 'date of birth in the title of the process',
    to: `${validation.from} process.title = «dateOfBirth»;`,
  },
  {
    ...validation,
    name: 'date of birth in a diagnostic report',
    to: `${validation.from} process.report.writeReport('report.json', new Error(«dateOfBirth»));`,
  },
  {
    ...validation,
    name: 'date of birth in a file past TMPDIR',
    to: `${validation.from} await (await import('node:fs/promises')).writeFile('/tmp/leak-of-a-mutant', «dateOfBirth»);`,
  },
  {
    name: 'address as the ETag of an answer',
    file: 'apps/portal/apply/routes.ts',
    from: 'const ref = await openDraft(actorOf(res), idempotencyKey, details);',
    to: "const ref = await openDraft(actorOf(res), idempotencyKey, details); res.set('ETag', «details.email»);",
    scenario: 'draft',
  },
  {
    name: 'SSN as the bureau’s idempotency key',
    file: 'activities/verify-identity.ts',
    from: 'const options = { idempotencyKey, signal: cancellationSignal() };',
    to: 'const options = { idempotencyKey: «identity.ssn», signal: cancellationSignal() };',
    scenario: 'approved',
  },
];
