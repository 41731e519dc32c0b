/**
 * The mutants apply and are documented. Whether they are caught is what `npm run audit:mutants`
 * shows.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { assess } from './assessment.ts';
import { asWritten, mutated, MutantError } from './change.ts';
import { changesOf, type Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { made } from './received.ts';
import { documented } from './table.ts';
import { repository } from './tree.ts';

describe('every mutant', () => {
  for (const mutant of mutants) {
    test(`the mutant applies to the sources: ${mutant.name}`, () => {
      for (const change of changesOf(mutant)) {
        const text = readFileSync(join(repository, change.file), 'utf8');
        const changed = mutated(text, change, asWritten);
        assert.notEqual(changed, text);
        assert.doesNotMatch(change.to, /\n/);
      }
    });
  }

  test('the document lists exactly the mutants, each with what caught it', () => {
    assert.deepEqual(
      [...documented().keys()],
      mutants.map(({ name }) => name),
    );
    for (const { caughtBy } of documented().values())
      assert.match(caughtBy, /^[a-z ]+$|^SDK logger$/);
  });

  test('every mutant marks the value that leaks', () => {
    for (const { name, to } of mutants) assert.match(to, /«.+»/, name);
  });
});

describe('the assessment', () => {
  const finding = { place: 'a log', field: 'ssn', of: '', encoding: 'utf-8', at: [] };
  const refusal = { guard: 'payload converter', seen: 'log' };
  const nothing = { findings: [], evidence: [], line: 'leaking', application: undefined } as const;
  const kindOf = (result: Partial<Parameters<typeof assess>[0]>, without?: Mutant['without']) =>
    assess(
      {
        ...nothing,
        ...result,
        findings: [...(result.findings ?? [])],
        evidence: [...(result.evidence ?? [])],
      },
      without,
    );

  test('a mutant counts as found by the audit even if a guard refused something as well', () => {
    assert.equal(kindOf({ findings: [finding], evidence: [refusal] }).kind, 'audit');
  });

  test('a mutant counts as refused by the guard with evidence, or by the next one if that is off', () => {
    assert.equal(kindOf({ evidence: [refusal] }).caughtBy, 'payload converter');
    assert.equal(kindOf({ evidence: [refusal] }, ['payload converter']).caughtBy, 'payload codec');
  });

  test('a mutant survives when what its line made is found, whatever a guard refused', () => {
    const unknown = { ...finding, field: made };
    assert.equal(kindOf({ findings: [unknown], evidence: [refusal] }).kind, 'survived');
    assert.equal(kindOf({ findings: [unknown, finding] }).kind, 'audit');
  });

  test('a mutant survives when its line ran undetected', () => {
    assert.equal(kindOf({}).kind, 'survived');
    assert.equal(kindOf({ line: 'ran' }).kind, 'survived');
  });

  test('a mutant is invalid when its line never ran or had nothing that a guard could refuse', () => {
    assert.equal(kindOf({ line: 'idle', evidence: [refusal] }).kind, 'invalid');
    assert.equal(kindOf({ line: 'ran', evidence: [refusal] }).kind, 'invalid');
  });
});

describe('a change', () => {
  const change = { file: 'vault/x.ts', from: 'const a = 1;', to: 'const a = «b»;' };

  test('a change marks where the value leaks, and moves no line', () => {
    const needs = "import { b } from 'b';";
    const text = mutated(
      '// x\nconst a = 1;\n',
      { ...change, needs },
      (value) => `leaked(${value})`,
    );
    assert.equal(text, `// x\nconst a = leaked(b);\n${needs}\n`);
  });

  test('a change marks what the line makes of a value too', () => {
    const text = mutated(
      'const a = 1;',
      { ...change, to: 'const a = «f(«b»)»;' },
      (value) => `<${value}>`,
    );
    assert.equal(text, 'const a = <f(<b>)>;');
  });

  test('a change of a text that is missing, or occurs twice, is refused', () => {
    for (const text of ['', 'const a = 1; const a = 1;'])
      assert.throws(() => mutated(text, change, asWritten), MutantError);
  });
});
