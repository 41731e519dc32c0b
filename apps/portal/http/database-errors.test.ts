/** What a visitor hears when the database is overloaded, fails over or favours another. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { answers, createVisitor } from '../testing/visitor.ts';

let portal: TestPortal;
before(async () => void (portal = await startTestPortal()));
after(() => portal.stop());

/** Has the database fail each new application with that SQLSTATE. */
const failWith = (sqlState: string) =>
  portal.ownerPool.query(
    `create or replace function fail() returns trigger language plpgsql
     as $$ begin raise sqlstate '${sqlState}'; end $$;
     create or replace trigger fail before insert on subjects for each row execute function fail()`,
  );

test('every error of the database that passes by itself is a 503 with Retry-After, and ends with its cause', async () => {
  const customer = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
  const apply = () => customer.post('/applications', answers());
  const passing: [about: string, sqlState: string][] = [
    ['too many clients', '53300'],
    ['statement time-out', '57014'],
    ['lock time-out', '55P03'],
    ['deadlock, lost three times', '40P01'],
    ['serialization failure, lost three times', '40001'],
    ['read-only after a fail-over', '25006'],
    ['shut down by an administrator', '57P01'],
  ];
  for (const [about, sqlState] of passing) {
    await failWith(sqlState);
    const { status, headers, json } = await apply();
    assert.deepEqual([status, json.code], [503, 'SERVICE_UNAVAILABLE'], about);
    assert.ok(Number(headers.get('Retry-After')) > 0, about);
  }
  await failWith('22P02');
  assert.equal((await apply()).status, 500, 'a fault of the statement does not pass');
  await portal.ownerPool.query('drop trigger fail on subjects');
  assert.equal((await apply()).status, 201);
});
