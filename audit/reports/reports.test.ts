import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseExpectations } from '../expectations.ts';
import { submitted } from '../search/submitted.ts';
import { look } from '../search/search.ts';
import { judge } from '../verdict.ts';
import { htmlReport } from './html.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import type { AuditReport } from './report.ts';
import { sarifReport } from './sarif.ts';
import { terminalReport } from './terminal.ts';

const secret = 'Karvolimesatu';
const hostile = '<script>alert("&\'")</script>';
const matrix = `| place | approach | fields | expect | because |
| * | product | ssn | must not | a promise |
| * | product | * | must | a control |`;

async function reportOf(content: string): Promise<AuditReport> {
  const values = [
    submitted('ssn', '912345678', { of: 'product/one' }),
    submitted(hostile, secret, { of: 'product/one' }),
  ];
  const place = {
    name: `the ${hostile} log`,
    landmark: 'landmark',
    async *read() {
      yield { from: `a ${hostile} file`, bytes: Buffer.from(`landmark ${content}`) };
    },
  };
  const verdict = judge({
    values,
    report: await look([place], values),
    expectations: parseExpectations(matrix),
  });
  const startedAt = new Date('2026-01-02T03:04:05Z');
  return { title: `Audit ${hostile}`, verdict, startedAt, tookMs: 12_345, matrix: 'a matrix.md' };
}

const all = { htmlReport, jsonReport, junitReport, sarifReport, terminalReport };

describe('every report', () => {
  for (const [name, make] of Object.entries(all)) {
    test(`the report repeats no value, and is the same for the same verdict: ${name}`, async () => {
      const made = make(await reportOf(`912345678 ${secret}`));
      assert.doesNotMatch(made, new RegExp(`${secret}|912345678`, 'i'));
      assert.equal(make(await reportOf(`912345678 ${secret}`)), made);
    });
  }
});

test('the terminal report shows a table, the leaks and the outcome', async () => {
  const shown = terminalReport(await reportOf(`912345678 ${secret}`));
  assert.match(shown, /✗ 2 of 2/);
  assert.match(shown, /log: ssn \(product\/one\) at a .* file, byte 9, as utf-8/);
  assert.match(shown, /LEAK: 2 product values searched for .* \(exit code 1\)/);
  assert.match(terminalReport(await reportOf('quiet')), /must be there\n\nBLIND: .*exit code 2/);
});

test('the JUnit report has a failure for a leak and an error for blindness, in well-formed XML', async () => {
  const leak = junitReport(await reportOf(`912345678 ${secret}`));
  assert.match(
    leak,
    /<testsuites name="Audit &#60;script&#62;[^"]*" tests="2" failures="1" errors="0"/,
  );
  assert.match(leak, /<failure message="must not be there: ssn: a &#60;script/);
  const blind = junitReport(await reportOf('quiet'));
  assert.match(blind, /failures="0" errors="2"/);
  for (const xml of [leak, blind]) assertBalanced(xml);
});

test('the SARIF report has the required properties, and identifies a leak across runs', async () => {
  const log = JSON.parse(sarifReport(await reportOf(`912345678 ${secret}`)));
  assert.deepEqual([log.version, log.runs.length], ['2.1.0', 1]);
  const [{ tool, results }] = log.runs;
  const [{ ruleId, ruleIndex, level, message, locations, partialFingerprints }] = results;
  assert.equal(tool.driver.rules[ruleIndex].id, ruleId);
  assert.equal(level, 'error');
  assert.match(message.text, /^ssn of product is in/);
  const { artifactLocation, region } = locations[0].physicalLocation;
  assert.deepEqual([artifactLocation.uri, region], ['a%20matrix.md', { startLine: 2 }]);
  const [again] = JSON.parse(sarifReport(await reportOf(`another offset 912345678 ${secret}`)))
    .runs[0].results;
  assert.deepEqual(again.partialFingerprints, partialFingerprints);
});

test('the SARIF report without a matrix points to the file and the offset', async () => {
  const { matrix: _, ...report } = await reportOf(`912345678 ${secret}`);
  const [{ results }] = JSON.parse(sarifReport(report)).runs;
  const { artifactLocation, region } = results[0].locations[0].physicalLocation;
  assert.match(artifactLocation.uri, /^a%20%3Cscript/);
  assert.deepEqual(region, { byteOffset: 9 });
});

test('the HTML report escapes its input and is self-contained', async () => {
  const page = htmlReport(await reportOf(`912345678 ${secret}`));
  assert.doesNotMatch(page, /<script|<link|<img|@import|url\(|https?:|\ssrc=|\son\w+=/);
  assert.match(page, /Values are where they must not be/);
  assert.match(page, /&#60;script&#62;/);
  assertBalanced(page.replace('<!doctype html>', '').replace(/<meta [^>]*>/g, ''));
});

/** Checks that every element is closed, in the right order. */
function assertBalanced(markup: string): void {
  const open: string[] = [];
  for (const [, end, name = '', empty] of markup.matchAll(
    /<(\/?)([a-z][a-z0-9]*)(?:\s[^<>]*?)?(\/?)>/g,
  )) {
    if (end) assert.equal(open.pop(), name);
    else if (!empty) open.push(name);
  }
  assert.deepEqual(open, []);
}
