/** Each step opens what its purpose names. Its code may try more: the vault and SQL refuse. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { activities, activityNames, grants } from '#contract/index.ts';
import type { ApplicationRef, StepPurpose } from '#contract/index.ts';
import { storedTypes, worker } from '#lending/index.ts';
import type { LoanVaultSession, RecordType } from '#lending/index.ts';
import { withCode } from '#lending/testing/lending.ts';
import { actingAs } from '#vault/index.ts';
import { createActivities } from './index.ts';
import { createNotifyCustomer } from './notify-customer.ts';
import { openTestActivities, testContext, withType } from './testing/world.ts';
import type { TestActivities } from './testing/world.ts';
import { createTools } from './tools.ts';
import type { Tools } from './tools.ts';

let open: TestActivities;
let application: ApplicationRef;
before(async () => {
  open = await openTestActivities();
  application = await assessed();
});
after(() => open.close());

const recordTypes = Object.keys(storedTypes.records) as RecordType[];
const run = <Result>(step: () => Promise<Result>) => testContext().run(step);

/** An application with every report, which ends as approved or declined without a review. */
async function assessed(): Promise<ApplicationRef> {
  const ref = await open.submitted();
  const steps = open.activities;
  await run(() => steps.scanDocuments(ref));
  await run(() => steps.validateApplication(ref));
  const extraction = await run(() => steps.extractFields(ref));
  const [, identity] = await run(() => steps.verifyIdentity(ref));
  await run(() => steps.scoreRisk(ref, [extraction, identity]));
  return ref;
}

for (const name of activityNames) {
  const { purpose } = activities[name];
  const granted: readonly string[] = grants.worker[purpose];

  test(`${name} opens for its purpose what is granted, and nothing else, in the vault and in SQL`, async () => {
    const session = open.services.workerVault.as({ ...worker, purpose });
    for (const type of recordTypes.filter((one) => !granted.includes(one)))
      await assert.rejects(session.find(type, application), withCode('VAULT_NOT_GRANTED'), type);
    if (!granted.includes('documents'))
      await assert.rejects(session.listDocuments(application), withCode('VAULT_NOT_GRANTED'));

    const visible = await visibleFor(purpose);
    assert.deepEqual(
      visible.filter((type) => !granted.includes(type)),
      [],
    );
    const stored = [...recordTypes.filter((type) => type !== 'review-decision'), 'documents'];
    assert.deepEqual(visible, stored.filter((type) => granted.includes(type)).sort());
  });
}

async function visibleFor(purpose: StepPurpose): Promise<string[]> {
  return actingAs(open.services.worker, { ...worker, purpose }, async (db) => {
    const { rows } = await db.query<{ type: string }>(
      `select distinct type from records where subject = $1
       union select 'documents' from documents where subject = $1`,
      [application],
    );
    return rows.map(({ type }) => type).sort();
  });
}

test('notifyCustomer cannot open a social security number, even if its code tries', async () => {
  await open.services.workerApplications.settle(worker, application, { outcome: 'failed' });
  const step = mutated((vault) => vault.get('identity', application));
  await assert.rejects(
    run(() => step(application)),
    withCode('VAULT_NOT_GRANTED'),
  );
  const { rows } = await open.services.owner.query(
    `select role, part, purpose, outcome from audit_entries where outcome = 'denied'
     and ref = $1 order by seq desc limit 1`,
    [application],
  );
  const denial = { role: 'worker', part: 'identity', purpose: 'notice', outcome: 'denied' };
  assert.deepEqual(rows, [denial]);
});

test('what the vault does not grant to a step fails it without retries', async () => {
  const vault = { as: () => open.services.workerVault.as({ ...worker, purpose: 'progress' }) };
  const steps = createActivities({ ...open.dependencies, vault });
  await assert.rejects(
    run(() => steps.validateApplication(application)),
    withType('VaultRefused'),
  );
});

test('a step that names a type which its purpose does not open does not compile', () => {
  const tries = ({ vault }: Tools<'notifyCustomer'>) =>
    // @ts-expect-error: a notice needs no social security number
    vault.get('identity', application);
  assert.equal(typeof tries, 'function');
});

/** notifyCustomer, with a mail that opens more than the step may. */
function mutated(more: (vault: LoanVaultSession) => Promise<unknown>) {
  const tools = createTools(open.dependencies, 'notifyCustomer');
  const send = async () => void (await more(tools.vault));
  return createNotifyCustomer({ ...tools, mail: { ...tools.mail, send } });
}
