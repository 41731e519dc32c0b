import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { KeyError } from '#infra/kms/key-provider.ts';
import type { Actor } from './actor.ts';
import { newReference } from './references.ts';
import {
  open,
  openComplete,
  openTestVault,
  someDetails,
  theWorker,
  withCode,
} from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';
import { createVault } from './vault.ts';

let services: TestVault;
let customer: Actor;
before(async () => {
  services = await openTestVault();
  customer = await services.newActor('customer');
});
after(() => services.close());

const report = (bureauReference: string) => ({ confirmed: true, bureauReference });

test('a record comes back as it was put, to its owner and to the worker', async () => {
  const application = await open(services, customer);
  const session = services.vault.as(customer);
  const ref = await session.put('application-details', { application, value: someDetails });
  assert.equal(ref, application);
  assert.deepEqual(await session.get('application-details', ref), someDetails);
  const found = await services.workerVault.as(theWorker).find('application-details', application);
  assert.deepEqual(found, { ref, value: someDetails });
});

test('opening an application twice with one key gives one application', async () => {
  const session = services.vault.as(customer);
  const key = randomUUID();
  const refs = await Promise.all(
    Array.from({ length: 4 }, () => session.openApplication(customer.id, key)),
  );
  assert.equal(new Set(refs).size, 1);
  assert.notEqual(await session.openApplication(customer.id, randomUUID()), refs[0]);
});

test('the first write wins, one after the other and at the same time', async () => {
  const application = await open(services, customer);
  const worker = services.workerVault.as(theWorker);
  const first = await worker.put('identity-report', { application, value: report('one') });
  assert.equal(await worker.put('identity-report', { application, value: report('two') }), first);
  assert.deepEqual(await worker.get('identity-report', first), report('one'));

  const names = ['a', 'b', 'c', 'd'];
  const refs = await Promise.all(
    names.map((name) =>
      worker.put('identity-report', { application, value: report(name), idempotencyKey: 'second' }),
    ),
  );
  assert.equal(new Set(refs).size, 1);
  assert.notEqual(refs[0], first);
  assert.equal(
    (await worker.find('identity-report', application))?.ref,
    refs[0],
    'find gives the latest',
  );
});

test('a value that does not fit its type is refused, and so is a reference to nothing or of another type', async () => {
  const application = await open(services, customer);
  const session = services.vault.as(customer);
  const value = { ...someDetails, ssn: '078-05-1120' };
  await assert.rejects(
    session.put('application-details', { application, value }),
    withCode('VAULT_RECORD_INVALID'),
  );
  await session.put('application-details', { application, value: someDetails });
  await assert.rejects(session.get('review-decision', application), withCode('VAULT_NOT_FOUND'));
  await assert.rejects(
    session.get('review-decision', newReference('dec')),
    withCode('VAULT_NOT_FOUND'),
  );
  assert.equal(await session.find('risk-assessment', application), undefined);
  await assert.rejects(
    session.put('application-details', { application: newReference('app'), value: someDetails }),
    withCode('VAULT_NOT_FOUND'),
  );
});

test('after submission a customer writes nothing more, and only reviewers decide', async () => {
  const reviewer = await services.newActor('reviewer');
  const application = await openComplete(services, customer);
  const value = { decision: 'approve', rationale: 'sound', reviewer: reviewer.id } as const;
  const decide = (actor: Actor) =>
    services.vault.as(actor).put('review-decision', { application, value });
  await assert.rejects(
    decide(reviewer),
    withCode('VAULT_NOT_FOUND'),
    'a draft is hidden from reviewers',
  );
  await services.applications.submit(customer, application);
  await assert.rejects(decide(customer), withCode('VAULT_NOT_DRAFT'));
  const again = { application, value: someDetails };
  assert.equal(
    await services.vault.as(customer).put('application-details', again),
    application,
    'a retry',
  );
  const decision = await decide(reviewer);
  assert.deepEqual(
    await services.workerVault.as(theWorker).get('review-decision', decision),
    value,
  );

  const late = await openComplete(services, customer);
  await services.applications.submit(customer, late);
  await services.workerApplications.setStatus(theWorker, late, 'withdrawn');
  await assert.rejects(
    services.vault.as(reviewer).put('review-decision', { application: late, value }),
    withCode('VAULT_CONFLICT'),
  );
});

test('a key service that does not answer is a storage fault, and not a wrong key', async () => {
  const application = await open(services, customer);
  const down = () => Promise.reject(new KeyError('KEY_SERVICE_UNAVAILABLE'));
  const keys = { keyId: 'test', generateDataKey: down, unwrapDataKey: down };
  const session = createVault({ ...services, pool: services.portal, tenant: 'test', keys }).as(
    customer,
  );
  const unavailable = withCode('VAULT_STORAGE_UNAVAILABLE');
  await assert.rejects(
    session.put('application-details', { application, value: someDetails }),
    unavailable,
  );
  await assert.rejects(session.openApplication(customer.id, randomUUID()), unavailable);
});
