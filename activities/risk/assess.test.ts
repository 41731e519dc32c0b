import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RiskAssessment } from '#lending/index.ts';
import { partsOf } from '#lending/index.ts';
import { someDetails } from '#lending/testing/lending.ts';
import { monthlyPayment } from './amortisation.ts';
import { assess } from './assess.ts';
import type { Evidence } from './assess.ts';

/** An applicant with 8,000 dollars a month who asks for 12,000 over 36 months. */
const sound: Evidence = {
  finances: partsOf(someDetails).finances,
  extraction: {
    documents: [
      { ref: 'doc_i', type: 'identity', readable: true, pages: 1, text: '' },
      { ref: 'doc_x', type: 'bank-statement', readable: true, pages: 1, text: '' },
    ],
    nameIn: ['doc_x'],
    accountIn: ['doc_x'],
    monthlyDepositsCents: 600_000,
  },
  identity: { confirmed: true, creditScore: 740, openDebtCents: 300_000, bureauReference: 'x' },
};

interface Change {
  finances?: Partial<Evidence['finances']>;
  extraction?: Partial<Evidence['extraction']>;
  identity?: Partial<NonNullable<Evidence['identity']>>;
}

const changed = ({ finances, extraction, identity }: Change): Evidence => ({
  finances: { ...sound.finances, ...finances },
  extraction: { ...sound.extraction, ...extraction },
  identity: { ...sound.identity, confirmed: true, bureauReference: 'x', ...identity },
});

/** The debt whose monthly cost, with the payment of 398 dollars, makes this share of 8,000. */
const debtFor = (share: number) => ({
  openDebtCents: Math.round((share * 800_000 - 39_800) / 0.025),
});

const table: [what: string, Change, RiskAssessment['recommendation'], reason: RegExp][] = [
  ['nothing wrong', {}, 'approve', /as they should be/],
  ['a score just below poor', { identity: { creditScore: 599 } }, 'decline', /score below 600/],
  ['a score just above poor', { identity: { creditScore: 600 } }, 'refer', /score below 680/],
  ['a score just below good', { identity: { creditScore: 679 } }, 'refer', /score below 680/],
  ['a good score', { identity: { creditScore: 680 } }, 'approve', /as they should be/],
  ['debts at the good limit', { identity: debtFor(0.36) }, 'approve', /as they should be/],
  ['debts above the good limit', { identity: debtFor(0.362) }, 'refer', /income above 36%/],
  ['debts at the last limit', { identity: debtFor(0.55) }, 'refer', /income above 36%/],
  ['debts above the last limit', { identity: debtFor(0.552) }, 'decline', /income above 55%/],
  ['no income', { finances: { annualIncomeCents: 0 } }, 'decline', /income above 55%/],
  [
    'an amount above that for one reviewer',
    { finances: { requestedCents: 2_500_001 } },
    'refer',
    /above \$25,000/,
  ],
  ['an unconfirmed identity', { identity: { confirmed: false } }, 'refer', /does not confirm/],
  [
    'deposits at the limit',
    { extraction: { monthlyDepositsCents: 480_000 } },
    'approve',
    /as they should/,
  ],
  [
    'deposits below the limit',
    { extraction: { monthlyDepositsCents: 479_000 } },
    'refer',
    /below 60%/,
  ],
  ['another name', { extraction: { nameIn: [] } }, 'refer', /name is not/],
  ['another account', { extraction: { accountIn: [] } }, 'refer', /account number is not/],
];

for (const [what, change, recommendation, reason] of table) {
  test(`${what}: ${recommendation}`, () => {
    const assessment = assess(changed(change));
    assert.equal(assessment.recommendation, recommendation);
    assert.match(assessment.reasons.join(), reason);
  });
}

test('without the bureau, without deposits or with an unreadable document, an application is referred', () => {
  const { monthlyDepositsCents: _, ...withoutDeposits } = sound.extraction;
  const unreadable = sound.extraction.documents.map((document) => ({
    ...document,
    readable: false,
  }));
  assert.deepEqual(assess({ ...sound, identity: undefined }).reasons, [
    'The credit bureau did not answer',
  ]);
  assert.deepEqual(assess({ ...sound, extraction: withoutDeposits }).reasons, [
    'The statements show no deposits',
  ]);
  assert.deepEqual(assess(changed({ extraction: { documents: unreadable } })).reasons, [
    'No identity document could be read',
    'A document could not be read',
  ]);
});

test('an assessment names every reason of its kind', () => {
  const { reasons } = assess(changed({ identity: { creditScore: 500, ...debtFor(0.9) } }));
  assert.equal(reasons.length, 2);
});

test('the score is between 0 and 100, and falls with every weakness', () => {
  const best = assess(changed({ identity: { creditScore: 850, openDebtCents: 0 } })).score;
  const weaker: Change[] = [
    { identity: { creditScore: 700, openDebtCents: 0 } },
    { identity: { creditScore: 850, ...debtFor(0.3) } },
    { identity: { creditScore: 850, openDebtCents: 0 }, extraction: { nameIn: [] } },
  ];
  for (const change of weaker) assert.ok(assess(changed(change)).score < best);
  assert.ok(best <= 100);
  const worst = changed({
    finances: { annualIncomeCents: 12 },
    extraction: { nameIn: [], accountIn: [], monthlyDepositsCents: 0 },
  });
  assert.equal(assess({ ...worst, identity: undefined }).score, 0);
});

test('the monthly payment amortises the loan over its term', () => {
  // 12,000 dollars at 11.9% over 36 months, as any loan calculator has it.
  assert.equal(monthlyPayment(1_200_000, 0.119, 36), 39_800);
  assert.equal(monthlyPayment(1_200_000, 0, 36), 33_333);
});

test('an approval lists what it rests on, and without any one piece a reviewer decides', () => {
  const { evidence } = assess(sound);
  assert.deepEqual(
    evidence.map(({ restsOn }) => restsOn),
    [['doc_i'], ['doc_x'], ['doc_x'], ['doc_x'], ['x']],
  );
  const [, statement] = sound.extraction.documents;
  const { monthlyDepositsCents: _none, ...withoutDeposits } = sound.extraction;
  const lacking: Evidence[] = [
    { ...sound, extraction: { ...sound.extraction, documents: statement ? [statement] : [] } },
    changed({ extraction: { nameIn: [] } }),
    changed({ extraction: { accountIn: [] } }),
    { ...sound, extraction: withoutDeposits },
    changed({ identity: { confirmed: false } }),
    { ...sound, identity: undefined },
  ];
  for (const lack of lacking) {
    const assessment = assess(lack);
    assert.equal(assessment.recommendation, 'refer', assessment.reasons.join());
    assert.ok(assessment.evidence.length < evidence.length);
  }
});
