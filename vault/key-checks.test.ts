import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { createKeyProvider } from '#infra/kms/create-key-provider.ts';
import { createKeyRing } from '#infra/kms/key-ring.ts';
import { createKeyFile, createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import { checkKeys, introduceKey } from './key-checks.ts';
import { newActor, open, openTestVault, someProfile, withCode } from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';
import { createVault } from './vault.ts';

let services: TestVault;
before(async () => {
  services = await openTestVault();
});
after(() => services.close());
beforeEach(() => services.owner.query('delete from key_checks'));

const given = async (path: string, ...previousPaths: string[]) => ({
  pool: services.portal,
  keys: await createKeyProvider({ provider: 'local-file', path, previousPaths }),
  tenant: 'test',
});

async function anotherKey(): Promise<string> {
  const path = `${services.keyFile}-${randomBytes(4).toString('hex')}`;
  await createKeyFile(path);
  return path;
}

test('a process with the key in use starts, and one with another key does not', async () => {
  const right = await given(services.keyFile);
  assert.deepEqual(await checkKeys(right), [], 'no key is in use yet');
  await introduceKey(right);
  await introduceKey(right);
  assert.deepEqual(await checkKeys({ ...right, pool: services.worker }), []);
  await assert.rejects(checkKeys(await given(await anotherKey())), withCode('VAULT_KEY_NOT_HELD'));
});

test('a new key is introduced beside the old one, and a process without it says which it lacks', async () => {
  const [old, next] = [await given(services.keyFile), await anotherKey()];
  await introduceKey(old);
  const rotated = await given(next, services.keyFile);
  assert.deepEqual(await checkKeys(rotated), []);
  await introduceKey(rotated);
  assert.deepEqual(await checkKeys(old), [rotated.keys.keyId]);
});

test('a key of the right name that is another key is refused', async () => {
  const right = await given(services.keyFile);
  await introduceKey(right);
  const wrong = await createLocalKeyProvider(await anotherKey());
  const disguised = createKeyRing({ current: { ...wrong, keyId: right.keys.keyId } });
  await assert.rejects(checkKeys({ ...right, keys: disguised }), withCode('VAULT_WRONG_KEY'));
});

test('without its key, stored data waits for an operator and is not taken for altered', async () => {
  const member = newActor('member');
  const subject = await open(services, member);
  await services.vault.as(member).put('profile', { subject, value: someProfile });
  const { keys } = await given(await anotherKey());
  const elsewhere = createVault({ ...services, pool: services.portal, tenant: 'test', keys });
  await assert.rejects(
    elsewhere.as(member).get('profile', subject),
    withCode('VAULT_KEY_NOT_HELD'),
  );
});
