/**
 * The application that a run is about, made from its seed, and what people say about it in the
 * course of the run. Every holder of the request can make the same: the process, the page that
 * shows it, the audit that searches for it.
 */
import { canaryApplication, sampleApplication } from '#lending/samples/application.ts';
import type { SampleApplication } from '#lending/samples/application.ts';
import { canaryWord } from '#lending/samples/canary.ts';
import type { PersonOptions } from '#lending/samples/person.ts';
import { createRandom } from '#lending/samples/random.ts';
import type { Random } from '#lending/samples/random.ts';
import { ledgerOf, sha256 } from '#audit/ledger/ledger.ts';
import { submitted } from '#audit/search/submitted.ts';
import type { Submitted } from '#audit/search/submitted.ts';
import type { RunRequest, Scenario } from './contract.ts';

export interface Submission {
  application: SampleApplication;
  /** What happens while a reviewer has it. */
  review:
    { decision: 'approve' | 'decline'; rationale: string } | { withdrawal: string } | undefined;
  /** The credit bureau is down when it comes in. */
  isBureauDown: boolean;
  /** Everything that was submitted, and what people have said, to be searched for. */
  ledger: Submitted[];
}

interface Story {
  person?: PersonOptions;
  hasUnreadableDocument?: true;
  isBureauDown?: true;
  review?: 'approve' | 'decline' | 'withdraw';
}

const stories: Record<Scenario, Story> = {
  approved: {},
  referred: { person: { bureau: 'unconfirmed' }, review: 'approve' },
  declined: { person: { bureau: 'deep in debt' } },
  'unreadable-document': { hasUnreadableDocument: true, review: 'decline' },
  'bureau-outage': { isBureauDown: true },
  withdrawn: { person: { bureau: 'middling' }, review: 'withdraw' },
};

/**
 * What sets the seeds of what people say apart from those of applications, which may follow each
 * other closely.
 */
const otherSeeds = 0x9e3779b9;

/** Makes the submission. The same request gives the same one. */
export async function makeSubmission({
  seed,
  data,
  scenario,
}: Omit<RunRequest, 'approaches'>): Promise<Submission> {
  const { person, hasUnreadableDocument, isBureauDown = false, review: what } = stories[scenario];
  const random = createRandom(seed ^ otherSeeds);
  const word = data === 'canary' ? () => canaryWord(random) : undefined;
  const application = await (data === 'canary' ? canaryApplication : sampleApplication)(
    person,
    seed,
  );
  const ledger = ledgerOf(application);
  if (hasUnreadableDocument) ledger.push(...addUnreadableDocument(application, random, word));
  const review = what && reviewIn(what, random, word);
  if (review) ledger.push(submitted(...inLedger(review)));
  return { application, review, isBureauDown, ledger };
}

const brokenScans = ['Old savings account, closed in May', 'Salary slips of the last quarter'];
const rationales = {
  approve: [
    'Spoke to the employer on the telephone; the salary is as stated',
    'Former name at the bureau; all else agrees',
  ],
  decline: [
    'The second statement cannot be opened, and the first has gaps',
    'Two loans elsewhere that were not declared',
  ],
};
const withdrawals = [
  'My sister lends me the money instead',
  'We have separated, and the house is to be sold',
];

type Word = (() => string) | undefined;

/** A PDF by its first bytes, and by nothing else. */
function addUnreadableDocument(
  application: SampleApplication,
  random: Random,
  word: Word,
): Submitted[] {
  const text = word ? `Scan of ${word()}` : random.pick(brokenScans);
  const fileName = word ? `scan-${word()}.pdf` : 'statement-old-account.pdf';
  const content = Buffer.from(`%PDF-1.7 ${text}`);
  application.documents.push({
    type: 'bank-statement',
    fileName,
    mediaType: 'application/pdf',
    content,
  });
  return [
    submitted('name of the unreadable document', fileName),
    submitted('text of the unreadable document', text),
    submitted('hash of the unreadable document', sha256(content)),
  ];
}

function reviewIn(
  what: 'approve' | 'decline' | 'withdraw',
  random: Random,
  word: Word,
): Submission['review'] {
  if (what === 'withdraw')
    return { withdrawal: word ? `Because of ${word()}` : random.pick(withdrawals) };
  return { decision: what, rationale: word ? `Called ${word()}` : random.pick(rationales[what]) };
}

function inLedger(review: NonNullable<Submission['review']>): [field: string, value: string] {
  return 'withdrawal' in review
    ? ['reason of the withdrawal', review.withdrawal]
    : ["reviewer's rationale", review.rationale];
}
