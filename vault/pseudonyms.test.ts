import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Actor } from './actor.ts';
import { newActor, open, openTestVault, theWorker, withCode } from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';

let services: TestVault;
let member: Actor;
before(async () => {
  services = await openTestVault();
  member = newActor('member');
});
after(() => services.close());

test('a pseudonym is the same every time for one purpose, and differs between purposes and subjects', async () => {
  const worker = services.workerVault.as(theWorker);
  const [one, other] = [await open(services, member), await open(services, member)];
  const name = await worker.pseudonym(one, 'news');
  assert.match(name, /^[0-9a-f]{32}$/);
  assert.equal(await worker.pseudonym(one, 'news'), name);
  assert.notEqual(await worker.pseudonym(one, 'identity-check'), name);
  assert.notEqual(await worker.pseudonym(other, 'news'), name);
});

test('an actor does not learn the pseudonym of a subject that it may not see', async () => {
  const subject = await open(services, member);
  const stranger = services.vault.as(newActor('member'));
  await assert.rejects(stranger.pseudonym(subject, 'news'), withCode('VAULT_NOT_FOUND'));
});
