/**
 * The documents keep their word: their commands are run, the output that they show is what the
 * commands print, and their links lead to files. `UPDATE_README=1` writes the real output into the
 * document.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import {
  commandsIn,
  defines,
  documents,
  findTranscript,
  leadsTo,
  linksIn,
  pathIn,
  readDocument,
  repository,
} from './testing/documents.ts';
import { namedTests } from './testing/named-tests.ts';
import { sharedSystem } from './testing/system.ts';

/** Every command in the documents, and what runs it. */
const runBy: Record<string, string> = {
  'npm ci && npm start': 'the test below, and .ci/run for npm ci',
  'npm start -- --fresh': 'infra/local/main.proof.ts',
  'npm run demo': 'the test below',
  'npm run --silent codec:token': 'comparison/launch.proof.ts',
  'temporal workflow show -w WORKFLOW_ID -o json --codec-endpoint http://localhost:3004 --codec-auth "Bearer $(npm run --silent codec:token)"':
    'comparison/launch.proof.ts',
  'npm cit': '.ci/run',
  'npm test': 'adopt/adopt.proof.ts, in a project that adopts the product',
  'npm run test:proof': '.ci/run',
  'npm run adopt -- ../my-product': 'adopt/adopt.proof.ts',
  'npm run audit:mutants': 'audit/mutants/all.proof.ts',
  'npm run audit:verify': 'apps/trail/main.test.ts',
  'docker compose run --rm audit-verify': 'npm run test:compose',
  'npm run bench:documents': 'comparison/bench/documents.proof.ts',
  'npm run bench:sign-in': 'comparison/bench/sign-in.proof.ts',
  'npm run audit:leaks': 'audit/audit.proof.ts',
  'npm run audit:leaks -- --values values.csv --target temporal --target logs/ --expect-found order --out report/':
    'audit/elsewhere/elsewhere.test.ts',
  'docker compose up --build': 'npm run test:compose',
  'npm run images:pin': 'infra/docker/pin/pin.test.ts, and a maintainer',
  'docker compose run --rm sign-ins': 'npm run test:compose',
  'docker compose exec -T portal cat /run/secrets/ca.crt > harbor-ca.crt': 'npm run test:compose',
  'docker compose down': 'npm run test:compose',
  'docker compose down -v': 'npm run test:compose',
  'npm run test:compose': 'a machine with Docker',
};

test('every command in the documents is run by a test or a person', () => {
  for (const file of documents)
    for (const command of commandsIn(readDocument(file)))
      assert.ok(runBy[command], `${file}: ${command}`);
});

test('every link in the documents leads to a file', () => {
  for (const file of documents)
    for (const target of linksIn(readDocument(file)))
      assert.ok(existsSync(join(repository, dirname(file), target)), `${file}: ${target}`);
});

test('every test that the documents on security name exists', () => {
  const names = namedTests().map(({ name }) => name);
  for (const file of ['SECURITY.md', 'docs/threat-model.md']) {
    const quoted = [...readDocument(file).matchAll(/^\|.*$/gm)].flatMap(([row]) =>
      Array.from(row.matchAll(/"([^"]+)"/g), ([, name = '']) => name),
    );
    assert.ok(quoted.length > 0, file);
    for (const beginning of quoted)
      assert.ok(
        names.some((name) => name.startsWith(beginning)),
        `${file}: ${beginning}`,
      );
  }
});

test('the path of a submission in the README can be followed from file to file', () => {
  const readme = readDocument('README.md');
  const path = pathIn(readme);
  const [, list = ''] = /<!-- path:start -->(.*)<!-- path:end -->/s.exec(readme) ?? [];
  assert.equal(path.length, list.trim().split('\n').length, 'every line is a stop');
  for (const [index, stop] of path.entries()) {
    assert.ok(defines(stop), `${stop.file} does not define ${stop.symbol}`);
    const earlier = path.slice(0, index);
    const isReached = index === 0 || earlier.some((one) => leadsTo(one, stop));
    assert.ok(isReached, `no earlier file leads to ${stop.file}`);
  }
});

test('`npm start` prints what the documents show', async () => {
  assertShown('start', (await sharedSystem()).printed);
});

test('`npm run demo` prints what the documents show', async () => {
  const { stateFolder } = await sharedSystem();
  const args = ['run', '--silent', 'demo', '--', '--state-dir', stateFolder];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: repository });
  assertShown('demo', stdout);
});

function assertShown(name: string, printed: string): void {
  const { shown, replace } = findTranscript(name);
  if (process.env.UPDATE_README) replace(`${printed.trim()}\n`);
  else assert.deepEqual(constantPart(shown), constantPart(printed));
}

/** The lines without what differs each time: ports, references, times, folder names. */
function constantPart(text: string): string[] {
  const lines = text.split('\n').map((line) =>
    line
      .replace(/\b(app|doc|rpt|dec|ltr)_[0-9a-z]{26}\b/g, '$1_…')
      // As root, PostgreSQL has a folder of its own.
      .replace(/ and \/var\/lib\/harbor-lending\/\w+/, '')
      .replace(/~\/[^\s]*\.harbor|\/[^\s]*\/harbor-[^\s/]*/g, 'FOLDER')
      .replace(/\b(app|doc|rpt|dec|ltr)_[0-9a-z]{4}…/g, '$1_…')
      .replace(/\/\?key=\S+/g, '')
      .replace(/(?<=^ *Password of all +)\S+/, 'PASSWORD')
      .replace(/… [0-9a-f ]+ …/, 'BYTES')
      .replace(/\d+([.,:]\d+)*/g, 'N')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  // Parallel steps end in any order; downloads happen once.
  return lines.filter((line) => line && !line.startsWith('… downloading')).sort();
}
