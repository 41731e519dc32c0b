/**
 * What the linter refuses around references and keys. The leaks themselves, and what else catches
 * them, are in audit/mutants.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('..', import.meta.url));
let eslint: ESLint;
before(() => {
  eslint = new ESLint({ cwd: root });
});

/** The rule's complaints about a file with a piece of code added. */
async function complaintsAbout(file: string, code = ''): Promise<string[]> {
  const text = `${readFileSync(`${root}/${file}`, 'utf8')}\n${code}\n`;
  const [result] = await eslint.lintText(text, { filePath: `${root}/${file}` });
  const messages = result?.messages.filter(({ ruleId }) => ruleId === 'no-restricted-syntax');
  return (messages ?? []).map(({ message }) => message.split(' ')[0] ?? '');
}

describe('where data is at hand', () => {
  const refused = {
    'a cast to a reference': `export const x = (text: string) => text as ReportRef;`,
    'a cast by way of unknown': `export const x = (n: number) => n as unknown as Reference<'rpt'>;`,
    'a cast to a template': 'export const x = (text: string) => text as `rpt_${string}`;',
    'a cast to a key': `export const x = (text: string) => text as IdempotencyKey;`,
    'a cast to never': `export const x = (text: string) => text as never;`,
    'a guard of one’s own': `export const x = (text: string): text is ApplicationRef => !!text;`,
    'a hash': `import { createHash } from 'node:crypto';`,
    'a UUID': `export const x = () => crypto.randomUUID();`,
    'a hash that is imported late': `export const x = () => import('crypto');`,
    'the letters that check': `import { checkOf } from '#contract/index.ts';`,
  };
  for (const [what, code] of Object.entries(refused)) {
    test(`the linter refuses ${what}`, async () => {
      for (const file of ['activities/verify-identity.ts', 'apps/portal/apply/submit.ts'])
        assert.equal((await complaintsAbout(file, code)).length, 1, `${file}: ${code}`);
    });
  }
});

test('the linter has nothing against the files that mint, hash or encrypt', async () => {
  for (const file of ['vault/minting.ts', 'vault/references.ts', 'vault/envelope.ts'])
    assert.deepEqual(await complaintsAbout(file), [], file);
});

test('a file that encrypts may hash, and makes no reference of it', async () => {
  const code = `export const x = (bytes: Buffer) => hashOf(bytes).toString('hex') as ReportRef;`;
  assert.deepEqual(await complaintsAbout('vault/envelope.ts', code), ['References,']);
});
