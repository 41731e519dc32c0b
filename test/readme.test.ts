/**
 * The README keeps its word: its commands are run, what it shows them to print is what they print, and its links lead
 * somewhere. `UPDATE_README=1` writes what was printed into the README.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { createTestLauncher, type TestLauncher } from '#infra/local/spawn-launcher.ts';

const repository = join(import.meta.dirname, '..');
const readmePath = join(repository, 'README.md');

/** Each command that the documents tell a reader to type, and where it is run. */
const runBy: Record<string, string> = {
  'npm ci && npm start': 'below (npm ci by whoever runs the tests)',
  'npm start -- --fresh': 'infra/local/main.test.ts',
  'npm run demo': 'below',
  'npm run --silent codec:token': 'comparison/launch.test.ts',
  'temporal workflow show -w WORKFLOW_ID -o json --codec-endpoint http://localhost:3004 --codec-auth "Bearer $(npm run --silent codec:token)"':
    'comparison/launch.test.ts',
  'npm cit': '.ci/run',
  'npm run audit:mutants': 'audit/mutants/all.test.ts',
  'npm run bench:documents': 'comparison/bench/documents.test.ts',
  'npm run audit:leaks': 'audit/audit.test.ts',
  'npm run audit:leaks -- --values values.csv --target temporal --target logs/ --expect-found order --out report/':
    'audit/elsewhere/elsewhere.test.ts',
  'docker compose up': 'npm run test:compose',
  'docker compose run --rm sign-ins': 'npm run test:compose',
  'docker compose exec -T portal cat /run/secrets/ca.crt > harbor-ca.crt': 'npm run test:compose',
  'docker compose down': 'npm run test:compose',
  'docker compose down -v': 'npm run test:compose',
  'npm run test:compose': 'where Docker is',
};

const documents = globSync('{*.md,{docs,infra,vault,apps,test}/**/*.md}', { cwd: repository });

test('every command in the documents is run somewhere', () => {
  for (const file of documents) {
    const text = readFileSync(join(repository, file), 'utf8');
    for (const [, block = ''] of text.matchAll(/^```sh\n(.*?)^```/gms)) {
      for (const line of block.trim().split('\n')) {
        const command = line.replace(/\s+#.*/, '');
        assert.ok(runBy[command], `${file}: ${command}`);
      }
    }
  }
});

test('every link in the documents leads to a file', () => {
  for (const file of documents) {
    const text = readFileSync(join(repository, file), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)) {
      assert.ok(existsSync(join(repository, dirname(file), target)), `${file}: ${target}`);
    }
  }
});

suite('prints what the README shows', () => {
  let launcher: TestLauncher;
  let started: string;

  before(async () => {
    launcher = await createTestLauncher();
    started = await launcher.start();
  });
  after(() => launcher.remove());

  test('npm start', () => assertShown('start', started));

  test('npm run demo', async () => {
    const args = ['run', '--silent', 'demo', '--', '--state-dir', launcher.stateFolder];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: repository });
    assertShown('demo', stdout);
  });
});

/** Compares line by line what must be the same each time: not ports, references, times, names of folders. */
function assertShown(name: string, printed: string): void {
  const readme = readFileSync(readmePath, 'utf8');
  const section = new RegExp(`(<!-- readme:${name} -->\\n+)\`\`\`text\\n(.*?)\`\`\`\\n`, 's');
  const block = `\`\`\`text\n${printed.trim()}\n\`\`\`\n`;
  if (process.env.UPDATE_README) {
    const anything = new RegExp(`(<!-- readme:${name} -->\\n).*?(<!-- /readme:${name} -->)`, 's');
    writeFileSync(
      readmePath,
      readme.replace(anything, (_, begin, end) => `${begin}\n${block}\n${end}`),
    );
    return;
  }
  assert.deepEqual(constantPart(section.exec(readme)?.[2] ?? ''), constantPart(printed));
}

function constantPart(text: string): string[] {
  const lines = text.split('\n').map((line) =>
    line
      .replace(/\b(app|doc|rpt|dec|ltr)_[0-9a-z]{26}\b/g, '$1_…')
      // Root's PostgreSQL has a folder of its own.
      .replace(/ and \/var\/lib\/harbor-lending\/\w+/, '')
      .replace(/~\/[^\s]*\.harbor|\/[^\s]*\/harbor-[^\s/]*/g, 'FOLDER')
      .replace(/\b(app|doc|rpt|dec|ltr)_[0-9a-z]{4}…/g, '$1_…')
      .replace(/… [0-9a-f ]+ …/, 'BYTES')
      .replace(/\d+([.,:]\d+)*/g, 'N')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  // Steps that run at the same time end in any order; downloads happen once.
  return lines.filter((line) => line && !line.startsWith('… downloading')).sort();
}
