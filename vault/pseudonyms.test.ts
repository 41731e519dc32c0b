import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Actor } from './actor.ts';
import { open, openTestVault, theWorker, withCode } from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';

let services: TestVault;
let customer: Actor;
before(async () => {
  services = await openTestVault();
  customer = await services.newActor('customer');
});
after(() => services.close());

test('an outside party knows an application by the same name every time, and no two parties by the same', async () => {
  const worker = services.workerVault.as(theWorker);
  const [one, other] = [await open(services, customer), await open(services, customer)];
  const name = await worker.pseudonym(one, 'news');
  assert.match(name, /^[0-9a-f]{32}$/);
  assert.equal(await worker.pseudonym(one, 'news'), name);
  assert.notEqual(await worker.pseudonym(one, 'identity-check'), name);
  assert.notEqual(await worker.pseudonym(other, 'news'), name);
});

test('nobody learns the name of an application that is not theirs', async () => {
  const application = await open(services, customer);
  const stranger = services.vault.as(await services.newActor('customer'));
  await assert.rejects(stranger.pseudonym(application, 'news'), withCode('VAULT_NOT_FOUND'));
});
