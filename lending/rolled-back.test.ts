/** An attacker who can write to Postgres, and puts an older row of an application back. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { worker as theWorker } from './actors.ts';
import { newActor, openComplete, openTestLending, upload, withCode } from './testing/lending.ts';
import type { TestLending } from './testing/lending.ts';

const worker = { ...theWorker, purpose: 'scanning' };
let services: TestLending;
before(async () => {
  services = await openTestLending();
  await services.owner.query(`alter table subjects no force row level security`);
});
after(() => services.close());

test('a customer who was asked for documents once cannot be asked again by an older row', async () => {
  const { vault, workerVault, applications, workerApplications, owner } = services;
  const customer = newActor('customer');
  const application = await openComplete(services, customer);
  await applications.submit(customer, application);
  const [card] = await vault.as(customer).listDocuments(application);
  await workerVault.as(worker).recordVerdict(card!.ref, 'infected');
  await workerApplications.requestDocuments(worker, application);
  const awaits = `update subjects set awaits_documents = $2 where ref = $1`;

  await owner.query(awaits, [application, false]);
  const rolledBack = withCode('VAULT_ROLLED_BACK');
  await assert.rejects(vault.as(customer).listDocuments(application), rolledBack, 'before it');
  await owner.query(awaits, [application, true]);

  await vault.as(customer).removeDocument(card!.ref);
  await upload(services, customer, application, 'a face');
  await applications.submit(customer, application);
  await vault.as(customer).listDocuments(application);
  await owner.query(awaits, [application, true]);
  await assert.rejects(upload(services, customer, application, 'another face'), rolledBack);
  await assert.rejects(applications.submit(customer, application), rolledBack);
});
