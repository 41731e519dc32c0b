/** That the mutants are what they say; whether they are caught, `npm run audit:mutants` shows. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { MutantError, type Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { documented } from './table.ts';
import { asWritten, changesOf, mutated, repository } from './tree.ts';
import { verdictOf } from './verdict.ts';

describe('every mutant', () => {
  for (const mutant of mutants) {
    test(`applies to the sources: ${mutant.name}`, () => {
      for (const change of changesOf(mutant)) {
        const text = readFileSync(join(repository, change.file), 'utf8');
        const changed = mutated(text, change, asWritten);
        assert.notEqual(changed, text);
        assert.doesNotMatch(change.to, /\n/);
      }
    });
  }

  test('is in the document, with who caught it, and no other is', () => {
    assert.deepEqual(
      [...documented().keys()],
      mutants.map(({ name }) => name),
    );
    for (const { caughtBy } of documented().values())
      assert.match(caughtBy, /^[a-z ]+$|^SDK logger$/);
  });

  test('marks what leaks', () => {
    for (const { name, to } of mutants) assert.match(to, /«.+»/, name);
  });
});

describe('a verdict', () => {
  const finding = { place: 'a log', field: 'ssn', of: '', encoding: 'utf-8', at: [] };
  const refusal = { guard: 'payload converter', seen: 'log' };
  const nothing = { findings: [], evidence: [], line: 'leaking', application: undefined } as const;
  const kindOf = (result: Partial<Parameters<typeof verdictOf>[0]>, without?: Mutant['without']) =>
    verdictOf(
      {
        ...nothing,
        ...result,
        findings: [...(result.findings ?? [])],
        evidence: [...(result.evidence ?? [])],
      },
      without,
    );

  test('is that of the audit where something was found, whatever else was refused', () => {
    assert.equal(kindOf({ findings: [finding], evidence: [refusal] }).kind, 'audit');
  });

  test('is that of the guard that refused, or of the next one if that is switched off', () => {
    assert.equal(kindOf({ evidence: [refusal] }).caughtBy, 'payload converter');
    assert.equal(kindOf({ evidence: [refusal] }, ['payload converter']).caughtBy, 'payload codec');
  });

  test('is survival where nobody saw a line that ran', () => {
    assert.equal(kindOf({}).kind, 'survived');
    assert.equal(kindOf({ line: 'ran' }).kind, 'survived');
  });

  test('is none where the line never ran, or had nothing that a guard could have refused', () => {
    assert.equal(kindOf({ line: 'idle', evidence: [refusal] }).kind, 'invalid');
    assert.equal(kindOf({ line: 'ran', evidence: [refusal] }).kind, 'invalid');
  });
});

describe('a change', () => {
  const change = { file: 'vault/x.ts', from: 'const a = 1;', to: 'const a = «b»;' };

  test('puts a mark where the value leaks, and moves no line', () => {
    const needs = "import { b } from 'b';";
    const text = mutated(
      '// x\nconst a = 1;\n',
      { ...change, needs },
      (value) => `leaked(${value})`,
    );
    assert.equal(text, `// x\nconst a = leaked(b);\n${needs}\n`);
  });

  test('is refused for a text that is not there, or there twice', () => {
    for (const text of ['', 'const a = 1; const a = 1;'])
      assert.throws(() => mutated(text, change, asWritten), MutantError);
  });
});
