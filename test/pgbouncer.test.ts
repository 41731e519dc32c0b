/** The product behind PgBouncer, in the two modes in which people run it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestPortal } from '#apps/portal/testing/portal.ts';
import { completeDraft, createVisitor } from '#apps/portal/testing/visitor.ts';
import { listen } from '#infra/postgres/listen.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { migrateProduct } from '#infra/postgres/product-schema.ts';
import { takeSteps } from '#lending/testing/steps.ts';
import { noPgbouncer, startTestPgbouncer } from './testing/pgbouncer.ts';
import type { TestPgbouncer } from './testing/pgbouncer.ts';
import { testDatabase } from './testing/services.ts';
import type { TestDatabase } from './testing/services.ts';

describe('behind PgBouncer', { skip: noPgbouncer }, () => {
  let database: TestDatabase;
  let byTransaction: TestPgbouncer;
  let bySession: TestPgbouncer;
  before(async () => {
    database = await testDatabase();
    byTransaction = await startTestPgbouncer('transaction', database);
    bySession = await startTestPgbouncer('session', database);
  });
  after(async () => {
    await Promise.all([byTransaction, bySession].map((pooler) => pooler.stop()));
    await database.drop();
  });

  const connection = (url: string) => ({ url, ca: database.ca });

  /** Listens there, while others notify through the pooler in transaction mode. */
  async function listenAt(url: string, onPayload: (payload: string) => void) {
    const pool = createPool(connection(byTransaction.pooled(database.portalUrl)));
    const ended = (): Promise<void> => pool.end();
    const listener = await listen(
      { ...connection(url), pool },
      { news: onPayload },
      () => {},
    ).catch((error: unknown) => ended().then(() => Promise.reject(error as Error)));
    const notify = () => pool.query(`select pg_notify('news', 'arrived')`);
    return { notify, close: () => listener.close().then(ended) };
  }

  test('customers and the worker process an application over connections that are shared by transaction', async (t) => {
    const portal = await startTestPortal({ pooled: byTransaction.pooled });
    t.after(() => portal.stop());
    const customers = await Promise.all(
      Array.from({ length: 6 }, async () =>
        createVisitor(portal.url).signIn(await portal.addUser('customer')),
      ),
    );
    await Promise.all(
      customers.map(async (customer) => {
        const ref = await completeDraft(customer);
        const changed = new Promise<void>((resolve) => {
          portal.portal.timelineChanges.subscribe(ref, resolve);
        });
        await portal.applications.submit({ id: customer.id, role: 'customer' }, ref);
        await takeSteps(portal.worker, ref, 'assessed');
        await changed;
        const page = await customer.get(`/applications/${ref}`);
        assert.equal(page.status, 200);
        const [other] = customers.filter((one) => one !== customer);
        assert.equal((await other?.get(`/applications/${ref}`))?.status, 404);
      }),
    );
  });

  test('a listener is accepted behind a pooler in session mode, and hears what is sent', async () => {
    const heard = Promise.withResolvers<string>();
    const listening = await listenAt(bySession.pooled(database.portalUrl), heard.resolve);
    await listening.notify();
    assert.equal(await heard.promise, 'arrived');
    await listening.close();
  });

  test('a listener is refused behind a pooler in transaction mode, by the name of the setting', async () => {
    const url = byTransaction.pooled(database.portalUrl);
    // Three times, so that it has each of the pooler's connections, also one that listens already.
    for (let times = 0; times < 3; times += 1) {
      await assert.rejects(
        listenAt(url, () => {}),
        { code: 'CONFIG_INVALID', message: /^HARBOR_DATABASE_LISTEN_URL must lead to/ },
      );
    }
  });

  test('migrations run over a pooler in transaction mode, one process at a time, and leave no lock', async () => {
    const owner = createPool(connection(database.ownerUrl));
    const pooled = connection(byTransaction.pooled(database.ownerUrl));
    await migrateProduct(pooled);
    await Promise.all([migrateProduct(pooled), migrateProduct(pooled)]);
    const { rowCount } = await owner.query(`select from pg_locks where locktype = 'advisory'`);
    assert.equal(rowCount, 0);
    await owner.end();
  });
});
