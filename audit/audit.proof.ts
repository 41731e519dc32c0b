/** The whole audit, run by its command line as people and CI systems run it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { Square } from './verdict.ts';

describe('the audit of this project', () => {
  let out: string;
  let printed: string;

  before(async () => {
    out = await mkdtemp(join(tmpdir(), 'harbor-audit-'));
    const args = [join(import.meta.dirname, 'main.ts'), '--out', out];
    // An exit code other than 0 rejects with what was printed.
    printed = (await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 })).stdout;
  });
  after(() => rm(out, { recursive: true }));

  test('the audit of this project is clean, and reports what was searched for where', (t) => {
    assert.match(printed, /CLEAN: \d+ by-reference, .* values searched for/);
    t.diagnostic(printed);
  });

  test('the audit of this project exercises every row of the matrix, and reads every place', async () => {
    const { expectations, places, values } = JSON.parse(
      await readFile(join(out, 'leaks.json'), 'utf8'),
    );
    for (const { line, searched, state } of expectations)
      assert.ok(searched > 0 && state === 'kept', `${line}`);
    for (const { name, bytes, seen } of places) assert.ok(bytes > 0 && seen, name);
    assert.ok(places.length >= 37);
    const approaches = [
      'by-reference',
      'codec',
      'codec-external-storage',
      'control',
      'naive',
      'traditional',
    ];
    assert.deepEqual(Object.keys(values).sort(), approaches);
    assert.ok(values['by-reference'] > 300);
  });

  test('the audit of this project finds the product’s values only in the vault and with their recipients', async () => {
    const { squares } = JSON.parse(await readFile(join(out, 'leaks.json'), 'utf8'));
    const own = (squares as Square[]).filter(
      ({ approach, found }) => approach === 'by-reference' && found > 0,
    );
    assert.deepEqual(own.map(({ place }) => place).sort(), [
      'mail as received',
      'the traffic to the credit bureau',
      'the traffic to the credit bureau: dateOfBirth',
      'the traffic to the credit bureau: fullName',
      'the traffic to the credit bureau: ssn',
      'the traffic to the mail server',
      'the traffic to the portal',
      'the vault, decrypted',
      'what processes show of themselves',
    ]);
  });

  test('the audit of this project writes reports that CI systems read', async () => {
    assert.match(await readFile(join(out, 'leaks.junit.xml'), 'utf8'), /failures="0" errors="0"/);
    const { runs } = JSON.parse(await readFile(join(out, 'leaks.sarif'), 'utf8'));
    assert.deepEqual(runs[0].results, []);
    assert.match(
      await readFile(join(out, 'leaks.html'), 'utf8'),
      /No value is where it must not be/,
    );
  });
});
