import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, symlink, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createKeyFile, createLocalKeyProvider } from './local-key-file.ts';

let folder: string;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'harbor-kms-'))));
after(() => rm(folder, { recursive: true }));

async function keyFile(name: string): Promise<string> {
  const path = join(folder, name);
  await createKeyFile(path);
  return path;
}
const context = { tenant: 'one', subject: 'app_1' };

test('a key file unwraps a data key for its context, and its wrapping does not hold it in the clear', async () => {
  const keys = await createLocalKeyProvider(await keyFile('round-trip'));
  const { plaintext, ...key } = await keys.generateDataKey(context);
  assert.equal(plaintext.length, 32);
  assert.ok(!Buffer.from(key.wrapped).includes(Buffer.from(plaintext)));
  assert.deepEqual(Buffer.from(await keys.unwrapDataKey(key, context)), Buffer.from(plaintext));
  assert.notDeepEqual((await keys.generateDataKey(context)).plaintext, plaintext);
});

test('a wrapped key is refused for another context, another key file, or any changed byte', async () => {
  const keys = await createLocalKeyProvider(await keyFile('one'));
  const another = await createLocalKeyProvider(await keyFile('another'));
  const key = await keys.generateDataKey(context);
  const refused = { code: 'KEY_REFUSED', message: 'The wrapped key does not open here' };
  await assert.rejects(keys.unwrapDataKey(key, { ...context, subject: 'app_2' }), refused);
  await assert.rejects(keys.unwrapDataKey(key, { tenant: 'one' }), refused);
  await assert.rejects(another.unwrapDataKey(key, context), refused);
  for (let index = 0; index < key.wrapped.length; index += 1) {
    const wrapped = Uint8Array.from(key.wrapped);
    wrapped[index] = (wrapped[index] ?? 0) ^ 1;
    await assert.rejects(
      keys.unwrapDataKey({ ...key, wrapped }, context),
      refused,
      `byte ${index}`,
    );
  }
});

test('a key file is created once, readable by its owner alone', async () => {
  const path = await keyFile('once');
  const key = await readFile(path);
  await createKeyFile(path);
  assert.deepEqual(await readFile(path), key);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('a key file is refused if other users may read it, if it is too short, or if it is missing', async () => {
  const unusable = { code: 'KEY_FILE_UNUSABLE' };
  const path = await keyFile('open');
  for (const mode of [0o640, 0o604, 0o660, 0o400]) {
    await chmod(path, mode);
    await assert.rejects(createLocalKeyProvider(path), unusable, mode.toString(8));
  }
  await chmod(path, 0o600);
  await symlink(path, join(folder, 'link'));
  await createLocalKeyProvider(join(folder, 'link'));
  await truncate(path, 31);
  await assert.rejects(createLocalKeyProvider(path), unusable);
  await assert.rejects(createLocalKeyProvider(join(folder, 'nothing')), unusable);
});
