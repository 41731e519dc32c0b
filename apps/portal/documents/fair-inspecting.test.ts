/** What one customer's expensive files cost the others. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { bombPdf } from '#activities/reading/testing/files.ts';
import { sampleApplication } from '#lending/samples/application.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { megabyte, openTestDraft } from './testing/draft.ts';

const { documents } = await sampleApplication({}, 1);
const statement = documents[1]?.content as Buffer;

let portal: TestPortal;
before(async () => void (portal = await startTestPortal({ inspects: true })));
after(() => portal.stop());

test('three bombs of one customer do not hold up the upload of another', async () => {
  const [attacker, customer] = [await openTestDraft(portal), await openTestDraft(portal)];
  const uploaded = async (): Promise<number> => {
    const began = performance.now();
    assert.equal((await customer.upload(statement, 'statement.pdf')).status, 201);
    return performance.now() - began;
  };
  await uploaded();
  const usual = await uploaded();
  const bomb = bombPdf(700 * megabyte);
  let pending = 3;
  const bombs = Array.from({ length: pending }, () =>
    attacker.upload(bomb, 'bomb.pdf').finally(() => (pending -= 1)),
  );
  await delay(300);
  const meanwhile = await uploaded();
  assert.ok(pending >= 2, 'the bombs wait for one another');
  // They have a core of their own only where there are two.
  assert.ok(meanwhile < 2 * usual + 1_000, `${meanwhile} ms, and usually ${usual} ms`);
  await Promise.all(bombs);
});
