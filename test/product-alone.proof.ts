/**
 * A copy of this repository without its wings: `rm -r comparison audit` leaves a product that
 * type-checks, lints, bundles, starts and decides an application.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { signIn } from '#apps/portal/client/portal-client.ts';
import type * as Launcher from '#infra/local/spawn-launcher.ts';
import { sampleApplication } from '#lending/samples/application.ts';

const repository = join(import.meta.dirname, '..');
const run = promisify(execFile);
let copy: string;

before(async () => {
  copy = await mkdtemp(join(tmpdir(), 'harbor-product-'));
  // What is not committed yet counts as well.
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await run('git', list, { cwd: repository });
  const isInWing = (file: string): boolean => /^(comparison|audit)\//.test(file);
  for (const file of stdout.split('\0').filter((name) => name && !isInWing(name)))
    await cp(join(repository, file), join(copy, file)).catch(unlessDeleted);
  await mkdir(join(copy, '.harbor'));
  for (const shared of ['node_modules', '.harbor/programs'])
    await symlink(join(repository, shared), join(copy, shared));
});
after(() => rm(copy, { recursive: true }));

test('the product without its wings type-checks', () => npx('tsc'));

test('the product without its wings lints', () => npx('eslint', '.'));

test('the product without its wings bundles its workflow, and nothing else', async () => {
  await run('npm', ['run', 'bundle'], { cwd: copy });
  assert.deepEqual(await readdir(join(copy, 'dist')), ['workflow-bundle.js']);
});

test('the product without its wings starts and decides an application', async (t) => {
  const { createTestLauncher } = await launcherOf(copy);
  const launcher = await createTestLauncher();
  t.after(() => launcher.remove());
  const printed = await launcher.start();
  assert.doesNotMatch(printed, /approaches|codec/i);
  const { portal, signIns } = await launcher.endpoints();
  const [customer, operator] = (['customer', 'operator'] as const).map(
    (role) => signIns.find((person) => person.role === role) ?? assert.fail(),
  );
  const { form, documents } = await sampleApplication({}, 1);
  const client = await signIn(portal.url, customer!);
  const application = await client.apply(form);
  for (const document of documents) await client.upload(application, document);
  await client.submit(application);
  await client.until(application, 'approved');
  // Not redirected to the X-ray.
  assert.equal((await (await signIn(portal.url, operator!)).get('/')).status, 200);
});

/** Runs a tool of the repository in the copy. What it complains about becomes the error. */
async function npx(tool: string, ...args: string[]): Promise<void> {
  const options = { cwd: copy, maxBuffer: 64 * 1024 * 1024 };
  await run(join(copy, 'node_modules/.bin', tool), args, options).catch(
    ({ stdout, stderr }: { stdout: string; stderr: string }) => assert.fail(stdout + stderr),
  );
}

/** The copy's own launcher: what it starts comes from the copy. */
async function launcherOf(folder: string) {
  const module = join(folder, 'infra/local/spawn-launcher.ts');
  return (await import(module)) as typeof Launcher;
}

/** git lists a file that was removed from the working tree until that is committed. */
function unlessDeleted(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
