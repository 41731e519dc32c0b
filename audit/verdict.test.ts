import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { submitted } from './search/submitted.ts';
import { look, type Place } from './search/search.ts';
import { parseExpectations } from './expectations.ts';
import { blindnessOf, leaksIn } from './reports/report.ts';
import { judge, type Verdict } from './verdict.ts';

const [ssn, name] = ['912345678', 'Karvolimesatu'];
const [naiveSsn, naiveName] = ['987654321', 'Velonatisupore'];
const values = [
  submitted('ssn', ssn, { of: 'product/one' }),
  submitted('name', name, { of: 'product/one' }),
  submitted('ssn', naiveSsn, { of: 'naive/one' }),
  submitted('name', naiveName, { of: 'naive/one' }),
];
const everything = `${naiveSsn} ${naiveName}`;

/** A place that holds the content and its landmark. */
function place(name: string, content: string, landmark = 'landmark'): Place {
  return {
    name,
    landmark: 'landmark',
    async *read() {
      yield { from: 'a file', bytes: Buffer.from(content === '' ? '' : `${landmark} ${content}`) };
    },
  };
}

async function verdictOn(places: Place[], ...rows: string[]): Promise<Verdict> {
  const head = '| place | approach | fields | expect | because |\n';
  const expectations = parseExpectations(
    head + rows.map((row) => `| ${row} | a reason |\n`).join(''),
  );
  return judge({ values, report: await look(places, values), expectations });
}

const usual = [
  'history | naive | * | must',
  '* | naive | * | must not',
  '* | product | * | must not',
];

describe('the verdict', () => {
  test('the verdict is clean when everything is as expected', async () => {
    const verdict = await verdictOn(
      [place('history', everything), place('log', 'quiet')],
      ...usual,
    );
    assert.equal(verdict.outcome, 'clean');
    assert.deepEqual(
      verdict.squares.map(({ place, approach, state, found }) =>
        [place, approach, state, found].join(' '),
      ),
      [
        'history product nothing 0',
        'history naive expected 2',
        'log product nothing 0',
        'log naive nothing 0',
      ],
    );
  });

  test('the verdict is a leak when a value is where it must not be, and names the location', async () => {
    const places = [
      place('history', `${everything} ${Buffer.from(ssn).toString('base64')}`),
      place('log', name),
    ];
    const verdict = await verdictOn(places, ...usual);
    assert.equal(verdict.outcome, 'leak');
    const [inHistory, inLog] = leaksIn(verdict);
    assert.deepEqual([inHistory?.place, inHistory?.field], ['history', 'ssn']);
    assert.deepEqual(inLog?.at, [{ from: 'a file', offset: 9 }]);
    assert.doesNotMatch(JSON.stringify(verdict), new RegExp(`${ssn}|${name}`, 'i'));
  });

  test('the verdict is a leak even when another place could not be searched', async () => {
    const verdict = await verdictOn([place('history', name), place('log', '')], ...usual);
    assert.equal(verdict.outcome, 'leak');
  });

  const blind: Record<string, [places: Place[], rows: string[], why: RegExp]> = {
    'a control is not found': [
      [place('history', naiveSsn), place('log', 'quiet')],
      usual,
      /history: name of naive must be there/,
    ],
    'a place is empty': [
      [place('history', everything), place('log', '')],
      usual,
      /log: nothing was read/,
    ],
    'a place lacks its landmark': [
      [place('history', everything), place('log', 'quiet', 'elsewhere')],
      usual,
      /log: its landmark was not found/,
    ],
    'a row was not exercised': [
      [place('history', everything)],
      ['* | product | * | must not', ...usual],
      /expectations, line 5: nothing was searched/,
    ],
    'no row covers a field': [
      [place('history', everything)],
      ['* | naive | * | must', '* | product | ssn | must not'],
      /history: no row covers name of product/,
    ],
  };
  for (const [why, [places, rows, complaint]] of Object.entries(blind)) {
    test(`the verdict is blind when ${why}`, async () => {
      const verdict = await verdictOn(places, ...rows);
      assert.equal(verdict.outcome, 'blind');
      assert.match(blindnessOf(verdict).join('\n'), complaint);
    });
  }

  test('the verdict on the naive approach by the rules of the product is a leak', async () => {
    const places = [place('history', everything)];
    const rows = ['* | * | * | must not'];
    assert.equal((await verdictOn(places, ...rows)).outcome, 'leak');
  });
});
