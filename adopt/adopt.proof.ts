/**
 * A team's first afternoon: what `npm run adopt` writes compiles, starts, and passes its own tests.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { freePorts } from '#infra/local/ports.ts';
import { newIdempotencyKey } from '#vault/index.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '..');
/** What a project for another domain must not contain: the words of this one. */
const ours = /harbor|\bloans?\b|lending|borrower|credit|bureau|applicant|reviewer|bank/i;
/** The vault's own tests have reviewers too. */
const innocent = /reviewer/g;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adopt-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function adopt(
  name: string,
  ...options: string[]
): Promise<{ project: string; printed: string }> {
  const project = join(folder, name);
  const main = join(import.meta.dirname, 'main.ts');
  const { stdout } = await run(process.execPath, [main, project, ...options]);
  return { project, printed: stdout };
}

async function filesOf(project: string): Promise<string[]> {
  const entries = await readdir(project, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name));
}

async function assertNoWordOfLending(project: string): Promise<void> {
  for (const file of await filesOf(project)) {
    if (file.endsWith('package-lock.json')) continue;
    const lines = (await readFile(file, 'utf8')).split('\n');
    const found = lines.filter((line) => ours.test(line.replaceAll(innocent, '')));
    assert.deepEqual(found, [], file);
  }
}

test('the project for patient intake installs, passes its tests, and has no word of lending in it', async () => {
  const { project } = await adopt('clinic-intake');
  await assertNoWordOfLending(project);
  await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: project });
  const { stdout } = await run('npm', ['test'], { cwd: project, env: testEnvironment() });
  assert.match(stdout, /fail 0\b/);
  assert.match(stdout, /a submission with a canary in every field leaves none/);
  assert.match(stdout, /tampering|altered/i);
});

test('the project for patient intake starts, and takes a submission to its outcome', async () => {
  const project = join(folder, 'clinic-intake');
  const [port = 0] = await freePorts(1);
  const env = { ...testEnvironment(), PORT: String(port) };
  const launcher = spawn('npm', ['start'], { cwd: project, env, detached: true });
  try {
    for await (const line of createInterface(launcher.stdout)) if (line.startsWith('Stop')) break;
    const page = await submit(`http://127.0.0.1:${port}`);
    assert.match(page, /Ada Byron: We will call you/);
  } finally {
    // To its whole group, as a terminal does for Ctrl-C.
    if (launcher.pid) process.kill(-launcher.pid, 'SIGINT');
    launcher.stdout.resume();
    await once(launcher.stdout, 'end');
  }
});

async function submit(url: string): Promise<string> {
  const form = new FormData();
  const fields = {
    idempotencyKey: newIdempotencyKey(),
    fullName: 'Ada Byron',
    dateOfBirth: '1985-12-10',
    memberNumber: 'ABC123456789',
    complaint: 'A cough',
  };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('labResult', new Blob(['sodium;140;135;145\n'], { type: 'text/plain' }), 'lab.txt');
  let answer = await fetch(`${url}/patients`, { method: 'POST', body: form });
  while (answer.headers.has('refresh')) answer = await fetch(answer.url);
  return answer.text();
}

for (const keys of ['local-file', 'openbao', 'aws-kms']) {
  for (const options of [[], ['--empty']]) {
    const what = options.length > 0 ? 'without the example' : 'with the example';
    test(`the project ${what} and the key provider ${keys} compiles, and has no more than forty files to edit`, async () => {
      const name = `${options.length > 0 ? 'empty' : 'example'}-${keys}`;
      const { project, printed } = await adopt(name, '--keys', keys, ...options);
      assert.ok(Number(/(\d+) files for you to edit/.exec(printed)?.[1]) <= 40, printed);
      await assertNoWordOfLending(project);
      await symlink(join(repository, 'node_modules'), join(project, 'node_modules'));
      await run(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc')], {
        cwd: project,
      });
      const manifest = await readFile(join(project, 'package.json'), 'utf8');
      assert.equal(manifest.includes('@aws-sdk/client-kms'), keys === 'aws-kms');
    });
  }
}

test('a folder that is not empty is refused, and nothing in it is touched', async () => {
  const project = join(folder, 'taken');
  await run('mkdir', [project]);
  await writeFile(join(project, 'mine.txt'), 'mine');
  await assert.rejects(adopt('taken'), /ADOPT_FOLDER_NOT_EMPTY/);
  assert.deepEqual(await readdir(project), ['mine.txt']);
});

test('an unknown option and an impossible name are refused with the usage', async () => {
  await assert.rejects(adopt('new', '--key', 'aws-kms'), /ADOPT_USAGE.*npm run adopt/s);
  await assert.rejects(adopt('new', '--keys', 'paper'), /ADOPT_USAGE.*local-file/s);
  await assert.rejects(adopt('new', '--name', '../etc'), /ADOPT_USAGE/);
});

/**
 * Programs are taken from this repository's cache; nothing of this test run's own services leaks
 * in.
 */
function testEnvironment(): NodeJS.ProcessEnv {
  const { HARBOR_TEST_SERVICES: _services, NODE_TEST_CONTEXT: _context, ...env } = process.env;
  return env;
}
