/** The steps see plaintext, and could pass it on to Temporal, the log, the mail, the disk. */
import type { Mutant } from '../mutant.ts';
import { hash } from './hashed.ts';
import { validation } from './validation.ts';

const contact = "(await vault.get('contact', application))";
const numbers = "(await vault.get('identity', application))";

const identity = {
  file: 'activities/verify-identity.ts',
  from: "await note(application, 'identity-checked');",
  scenario: 'approved',
} as const;
const failing = {
  ...identity,
  needs: "import { ApplicationFailure } from '@temporalio/common';",
} as const;
const mail = { file: 'activities/notify-customer.ts', scenario: 'approved' } as const;
const extraction = { file: 'activities/extract-fields.ts', scenario: 'approved' } as const;

export const resultOfAnActivity: Mutant = {
  ...identity,
  name: 'result of an activity',
  from: "return [value.confirmed ? 'confirmed' : 'unconfirmed', ref];",
  to: `return [«${numbers}.ssn» as 'confirmed', ref];`,
};
export const messageOfAnError: Mutant = {
  ...identity,
  name: 'message of an error',
  to: 'throw new Error(`no such person: ${«' + numbers + '.ssn»}`);',
};
export const heartbeat: Mutant = {
  name: 'file name in a heartbeat',
  file: 'activities/extract-fields.ts',
  from: 'finish(await storePart(application, upload.ref, document));',
  to: 'finish(«upload.fileName» as ReportRef);',
  scenario: 'approved',
};

export const inActivities: readonly Mutant[] = [
  resultOfAnActivity,
  {
    ...identity,
    name: 'SSN in base 32 as a reference to a report',
    from: resultOfAnActivity.from,
    to: `return [value.confirmed ? 'confirmed' : 'unconfirmed', «\`rpt_\${Number(«${numbers}.ssn»).toString(32).padStart(26, '0')}\`»];`,
  },
  messageOfAnError,
  {
    ...failing,
    name: 'type of an error',
    to: `throw ApplicationFailure.nonRetryable('unknown person', «${contact}.fullName.split(' ')[1]»);`,
  },
  {
    ...failing,
    name: 'details of an error',
    to: `throw ApplicationFailure.create({ type: 'RecordInvalid', nonRetryable: true, details: [«${contact}»] });`,
  },
  heartbeat,
  {
    ...identity,
    name: 'more than the credit bureau may know',
    from: 'return bureau.check(person, options);',
    to: `return bureau.check({ ...person, email: «contact.email» } as Parameters<typeof bureau.check>[0], options);`,
  },
  {
    ...validation,
    name: 'console.log in an activity',
    to: `${validation.from} console.log(«dateOfBirth»);`,
  },
  {
    ...validation,
    name: 'SSN in base64 on standard output',
    to: `${validation.from} process.stdout.write(Buffer.from(«${numbers}.ssn»).toString('base64'));`,
  },
  {
    ...mail,
    name: 'name in the subject of a mail',
    from: "subject: 'News about your application',",
    to: `subject: \`News for \${«${contact}.fullName»}\`,`,
  },
  {
    ...mail,
    name: 'phone number in the text of a mail',
    from: 'text: `There is news about your application.',
    to: `text: \`News about your loan, by phone: \${«${contact}.phone»}.`,
  },
  {
    ...mail,
    name: 'MD5 of the address as Message-ID',
    from: "id: await vault.pseudonym(application, 'news'),",
    to: "id: «createHash('md5').update(«email»).digest('hex')»,",
    needs: hash,
  },
  {
    ...extraction,
    name: 'SHA-256 of the account number as a key in Postgres',
    from: "const report = await vault.put('extraction-report', { subject: application, value });",
    to: "const report = await vault.put('extraction-report', { subject: application, value, idempotencyKey: «createHash('sha256').update(«details.bankAccountNumber»).digest('hex')» });",
    needs: hash,
  },
  {
    ...extraction,
    name: 'address in the timeline',
    from: "await note(application, 'extracted');",
    to: "await note(application, «details.address» as 'extracted');",
  },
  {
    ...extraction,
    name: 'document in a temporary file',
    from: 'return readDocument(whole, mediaType, signal);',
    to: "await (await import('node:fs/promises')).writeFile(`${process.env.TMPDIR}/document`, «whole»); return readDocument(whole, mediaType, signal);",
  },
];
