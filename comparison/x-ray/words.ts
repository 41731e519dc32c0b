/**
 * The words of the X-ray page, and what it claims of each approach. Each claim that something
 * remains visible lists the submitted fields which that shows; browser.proof.ts compares them with
 * what is found in a real run.
 */
import type { Approach, ApproachReport, Scenario } from '../approaches/contract.ts';

export const scenarioWords: Record<Scenario, { label: string; detail: string }> = {
  approved: { label: 'Approved at once', detail: 'Every step succeeds the first time.' },
  referred: {
    label: 'A reviewer decides',
    detail:
      'The bureau does not know the person. A reviewer approves, and explains why in free text.',
  },
  declined: { label: 'Declined', detail: 'The bureau reports too many debts.' },
  'unreadable-document': {
    label: 'A document that cannot be read',
    detail: 'The parser fails, and its error quotes the document.',
  },
  'bureau-outage': {
    label: 'The credit bureau is down',
    detail: 'A step fails and is retried: its failure is kept until it succeeds.',
  },
  withdrawn: {
    label: 'The customer withdraws',
    detail: 'During the review, and with a reason.',
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

const temporalOperator = 'Temporal’s operator';
const codecKeyHolder = 'A holder of the codec’s key';
const vaultKeyHolder = 'A holder of the vault’s key';

const shape = {
  what: 'The shape of the process',
  why: 'How many applications, which steps ran, when, for how long, with how many attempts',
  fields: [],
} as const;

/** A codec sees payloads only, and these are not payloads. */
const aroundTheCodec = [
  {
    what: 'The workflow ID',
    why: 'It was made from the e-mail address; ciphertexts name it as well',
    fields: ['email'],
  },
  {
    what: 'Search attributes',
    why: 'Temporal cannot search ciphertext',
    fields: ['employer'],
  },
  {
    what: 'Types of failures',
    why: 'Messages are encrypted; types are not, and this one contains data',
    fields: ['name of the unreadable document'],
  },
  {
    what: 'Reasons',
    why: 'The reason of a cancellation or termination is a plain string of the protocol',
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
        who: 'An administrator of that machine',
        reads: 'all',
        why: 'The data is in the memory of one process, and only there',
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
        why: 'And any reader of its database, its backups or its UI',
      },
      { who: codecKeyHolder, reads: 'all', why: 'No key is needed' },
    ],
    remains: [
      {
        what: 'Everything',
        why: 'Each event repeats the data, for as long as history is kept',
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
        why: 'With access to the vault as well, row by row, and every read is audited',
      },
    ],
    remains: [
      { what: 'References', why: 'Random letters, derived from nothing', fields: [] },
      {
        what: 'Routing codes',
        why: 'Words from a closed list, such as refer or approved',
        fields: [],
      },
      shape,
    ],
  },
  codec: {
    label: 'Codec',
    how: 'The naive process, with payloads encrypted on their way to Temporal.',
    readers: [
      { who: temporalOperator, reads: 'some', why: 'Everything that is not a payload' },
      {
        who: codecKeyHolder,
        reads: 'all',
        why: 'Every application there ever was, from any copy of history',
      },
    ],
    remains: [
      ...aroundTheCodec,
      {
        what: 'The length of each payload',
        why: 'Ciphertext is as long as its plaintext',
        fields: [],
      },
      shape,
    ],
  },
  'codec-external-storage': {
    label: 'Codec + External Storage',
    how: 'The same, but the SDK keeps the ciphertext in S3 and a claim to it in history.',
    readers: [
      { who: temporalOperator, reads: 'some', why: 'Everything that is not a payload' },
      {
        who: codecKeyHolder,
        reads: 'all',
        why: 'With access to the bucket as well: each worker fetches and decodes everything',
      },
    ],
    remains: [
      ...aroundTheCodec,
      {
        what: 'A hash and the length of each ciphertext',
        why: 'The claim identifies its object by them',
        fields: [],
      },
      {
        what: 'Names of the objects in S3',
        why: 'The SDK derives them from the workflow ID',
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
  waiting: { label: 'Waiting', tone: 'calm' },
  running: { label: 'Running', tone: 'busy' },
  ended: { label: 'Ended', tone: 'calm' },
  failed: { label: 'Failed', tone: 'bad' },
};

/**
 * What kind of a thing a field is. It picks the colour of its mark; the field's name always stands
 * beside it.
 */
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
  'reason of the withdrawal': ['Reason to withdraw', 'said'],
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

/**
 * A field's label and kind. An unknown field keeps its name: the approaches process may plant
 * others.
 */
export function fieldWords(field: string): { label: string; kind: FieldKind } {
  const [label, kind] = fields[field] ?? [field, 'said'];
  return { label, kind };
}
