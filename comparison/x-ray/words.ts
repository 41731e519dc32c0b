/**
 * How the X-ray page names things, and what it claims of each approach. What it says remains visible names the fields
 * that this shows of a person: those are compared with what is found in a real run (comparison/x-ray/browser.proof.ts).
 */
import type { Approach, ApproachReport, Scenario } from '../approaches/contract.ts';

export const scenarioWords: Record<Scenario, { label: string; detail: string }> = {
  approved: { label: 'Approved at once', detail: 'Every step succeeds the first time.' },
  referred: {
    label: 'A reviewer decides',
    detail:
      'The bureau does not know the person. A reviewer approves, and says why in words of their own.',
  },
  declined: { label: 'Declined', detail: 'The bureau knows of too many debts.' },
  'unreadable-document': {
    label: 'A document that cannot be read',
    detail: 'The parser fails, and its error has something to quote.',
  },
  'bureau-outage': {
    label: 'The credit bureau is down',
    detail: 'A step fails, waits and is tried again: its failure is kept while it does.',
  },
  withdrawn: {
    label: 'The customer withdraws',
    detail: 'While a reviewer has it, and with a reason.',
  },
};

/** What a reader can read. `some` and `none` are never said by colour alone. */
export type Reads = 'all' | 'some' | 'none';
export const readsWords: Record<Reads, string> = {
  all: 'Everything',
  some: 'Some of it',
  none: 'Nothing',
};

export interface ApproachWords {
  label: string;
  /** What it is, in a line. */
  how: string;
  readers: readonly { who: string; reads: Reads; why: string }[];
  /** What of the data stays in the clear, and which submitted fields that shows. */
  remains: readonly { what: string; why: string; fields: readonly string[] | 'every' }[];
}

const temporalOperator = 'Whoever runs Temporal';
const codecKeyHolder = 'Whoever has the codec’s key';
const vaultKeyHolder = 'Whoever has the vault’s key';

const shape = {
  what: 'The shape of the process',
  why: 'How many there are, which steps ran, when, how long each took, how often it was tried',
  fields: [],
} as const;

/** A codec is shown payloads, and these are none. */
const aroundTheCodec = [
  {
    what: 'The workflow ID',
    why: 'It was made from the e-mail address; ciphertexts name it, too',
    fields: ['email'],
  },
  {
    what: 'Search attributes',
    why: 'Temporal could not search for ciphertext',
    fields: ['employer'],
  },
  {
    what: 'Types of failures',
    why: 'Messages are encrypted; the type is not, and somebody put data into one',
    fields: ['name of the unreadable document'],
  },
  {
    what: 'Reasons',
    why: 'Why something was cancelled or terminated is a plain string of the protocol',
    fields: ['reason of the withdrawal'],
  },
] as const;

export const approachWords: Record<Approach, ApproachWords> = {
  traditional: {
    label: 'Traditional',
    how: 'The portal does the work in the request. No Temporal.',
    readers: [
      { who: temporalOperator, reads: 'none', why: 'There is no Temporal' },
      {
        who: 'Whoever is on that machine',
        reads: 'all',
        why: 'It is in the memory of one process, and only there',
      },
    ],
    remains: [],
  },
  naive: {
    label: 'Naive',
    how: 'Temporal, with the data in arguments and results.',
    readers: [
      {
        who: temporalOperator,
        reads: 'all',
        why: 'And who has its database, its backups or a seat at its UI',
      },
      { who: codecKeyHolder, reads: 'all', why: 'No key is needed' },
    ],
    remains: [
      {
        what: 'Everything',
        why: 'Each step repeats what it was given, for as long as history is kept',
        fields: 'every',
      },
    ],
  },
  'by-reference': {
    label: 'By reference',
    how: 'Temporal carries random IDs. The data is in the vault.',
    readers: [
      { who: temporalOperator, reads: 'none', why: 'It was never sent there' },
      { who: codecKeyHolder, reads: 'none', why: 'There is no codec, and nothing to decode' },
      {
        who: vaultKeyHolder,
        reads: 'all',
        why: 'With the vault as well, row by row, and every reading is on record',
      },
    ],
    remains: [
      { what: 'References', why: 'Random letters, made from nothing', fields: [] },
      {
        what: 'Routing codes',
        why: 'Words of a closed list, such as refer or approved',
        fields: [],
      },
      shape,
    ],
  },
  codec: {
    label: 'Codec',
    how: 'The naive process; payloads are encrypted on their way to Temporal.',
    readers: [
      { who: temporalOperator, reads: 'some', why: 'All that is not a payload' },
      {
        who: codecKeyHolder,
        reads: 'all',
        why: 'Every application ever, from any copy of the history',
      },
    ],
    remains: [
      ...aroundTheCodec,
      {
        what: 'The length of each payload',
        why: 'Ciphertext is as long as what it hides',
        fields: [],
      },
      shape,
    ],
  },
  'codec-external-storage': {
    label: 'Codec + External Storage',
    how: 'The same, and the SDK keeps the ciphertext in S3: history has a claim to it.',
    readers: [
      { who: temporalOperator, reads: 'some', why: 'All that is not a payload' },
      {
        who: codecKeyHolder,
        reads: 'all',
        why: 'With the bucket as well: each worker fetches and decodes everything',
      },
    ],
    remains: [
      ...aroundTheCodec,
      {
        what: 'A hash and the length of each ciphertext',
        why: 'The claim names what it stands for',
        fields: [],
      },
      {
        what: 'Names of the objects in S3',
        why: 'The SDK makes them from the workflow’s ID',
        fields: ['email'],
      },
      shape,
    ],
  },
};

export const stateWords: Record<
  ApproachReport['state'],
  { label: string; tone: 'calm' | 'busy' | 'good' | 'bad' }
> = {
  waiting: { label: 'Waits', tone: 'calm' },
  running: { label: 'Runs', tone: 'busy' },
  ended: { label: 'Ended', tone: 'calm' },
  failed: { label: 'Broke off', tone: 'bad' },
};

/** What kind of a thing a field is. It picks the colour of its mark; the field's name always stands beside it. */
export type FieldKind = 'identity' | 'contact' | 'money' | 'paper' | 'said';

const fields: Readonly<Record<string, readonly [label: string, kind: FieldKind]>> = {
  fullName: ['Name', 'identity'],
  ssn: ['SSN', 'identity'],
  dateOfBirth: ['Date of birth', 'identity'],
  email: ['E-mail', 'contact'],
  phone: ['Phone', 'contact'],
  address: ['Address', 'contact'],
  employer: ['Employer', 'money'],
  annualIncome: ['Income', 'money'],
  requestedAmount: ['Amount', 'money'],
  bankRoutingNumber: ['Routing number', 'money'],
  bankAccountNumber: ['Account number', 'money'],
  purpose: ['Purpose', 'said'],
  "reviewer's rationale": ['Reviewer’s words', 'said'],
  'reason of the withdrawal': ['Why they withdraw', 'said'],
  'name of identity': ['ID’s file name', 'paper'],
  'name of bank-statement': ['Statement’s file name', 'paper'],
  'hash of identity': ['ID’s SHA-256', 'paper'],
  'hash of bank-statement': ['Statement’s SHA-256', 'paper'],
  'description in a document': ['In the ID', 'paper'],
  'memo in a document': ['In the statement', 'paper'],
  'name of the unreadable document': ['Broken file’s name', 'paper'],
  'text of the unreadable document': ['In the broken file', 'paper'],
  'hash of the unreadable document': ['Broken file’s SHA-256', 'paper'],
};

/** A field as people read it. One that is not known here keeps its name: the approaches process may plant others. */
export function fieldWords(field: string): { label: string; kind: FieldKind } {
  const [label, kind] = fields[field] ?? [field, 'said'];
  return { label, kind };
}
