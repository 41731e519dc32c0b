import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedTests, testsIn } from '../testing/named-tests.ts';
import { document, tablesOf } from './controls.ts';

test('docs/controls.md says what the marks above the tests say', async () => {
  const { is, shouldBe } = await document();
  assert.equal(is, shouldBe, 'npm run controls');
});

test('no control is listed without a test, and no test marked with a control that is not listed', () => {
  const tests = namedTests();
  const without = tests.filter(({ controls }) => !controls.includes('ASVS 2.3.5'));
  assert.throws(() => tablesOf(without), /no test is marked with ASVS 2.3.5/);
  const unknown = { file: 'a.test.ts', name: 'a', controls: ['ASVS 99.1.1'] };
  assert.throws(() => tablesOf([...tests, unknown]), /lacks ASVS 99.1.1/);
});

test('a mark belongs to the test right below it, and one above something else is refused', () => {
  const [mark, code] = ['// control: PCI 1.1.1, ASVS 1.1.1\n', `test('it holds', () => {});\n`];
  assert.deepEqual(testsIn('a', mark + code), [
    { file: 'a', name: 'it holds', controls: ['PCI 1.1.1', 'ASVS 1.1.1'] },
  ]);
  assert.throws(() => testsIn('a', `${mark}\n${code}`), /above something that is no test/);
});
