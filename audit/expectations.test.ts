import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { assertKnown, expectationOf, parseExpectations } from './expectations.ts';

const matrix = (...rows: string[]): string =>
  [
    '| place | approach | fields | expect | because |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');

describe('the expectation matrix', () => {
  test('the matrix of this project parses, and gives a reason in every row', async () => {
    const text = await readFile(new URL('expectations.md', import.meta.url), 'utf8');
    const rows = parseExpectations(text);
    assert.ok(rows.length > 15);
    assert.equal(rows.at(-1)?.place, '*');
  });

  test('the first matching row counts, with patterns and groups', () => {
    const groups = '| group | fields |\n| --- | --- |\n| person | name, ssn |\n\n';
    const rows = parseExpectations(
      groups +
        matrix(
          '| the log of * | product | person | must not | a promise |',
          '| * | * | \\* | may | whatever |',
        ),
    );
    const line = (place: string, approach: string, field: string) =>
      expectationOf(rows, { place, approach, field })?.expect;
    assert.equal(line('the log of the portal', 'product', 'ssn'), 'must not');
    assert.equal(line('the log of the portal', 'product', 'income'), 'may');
    assert.equal(line('a log', 'product', 'ssn'), 'may');
  });

  const mistakes: Record<string, [rows: string[], complaint: RegExp]> = {
    'an unknown word': [['| a | b | c | should not | because |'], /line 3: "should not"/],
    'no reason': [['| a | b | c | may | |'], /line 3: the reason is missing/],
    'a missing cell': [['| a | b | may | because |'], /line 3: wrong number of cells/],
    'another table': [['', '| place | fields |'], /line 4: unknown columns/],
  };
  for (const [what, [rows, complaint]] of Object.entries(mistakes)) {
    test(`a matrix with ${what} is refused`, () => {
      assert.throws(() => parseExpectations(matrix(...rows)), complaint);
    });
  }

  test('a matrix that names an unknown place, approach or field is refused', () => {
    const known = { places: ['the log'], approaches: ['product'], fields: ['ssn'] };
    const check = (row: string): void => assertKnown(parseExpectations(matrix(row)), known);
    check('| the * | product | ssn, * | may | it is there |');
    assert.throws(() => check('| the lgo | product | ssn | may | a slip |'), /no place "the lgo"/);
    assert.throws(
      () => check('| the log | prodcut | ssn | may | a slip |'),
      /no approach "prodcut"/,
    );
    assert.throws(() => check('| the log | product | snn | may | a slip |'), /no field "snn"/);
  });
});
