import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Mode } from '#apps/credit-bureau/behaviour.ts';
import type { ApplicationDetails } from '#lending/index.ts';
import { someDetails, takeStepsOf } from '#lending/testing/lending.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { openTestActivities, testContext, withType } from '../testing/world.ts';
import type { TestActivities } from '../testing/world.ts';
import { createCreditBureau, retryDelayOf } from './credit-bureau.ts';
import { createMail } from './mail.ts';

let open: TestActivities;
before(async () => {
  open = await openTestActivities();
});
after(() => open.close());
beforeEach(async () => {
  open.smtp.messages.length = 0;
  open.smtp.recipientReply = '250 ok';
  await behave('normal');
});

function behave(mode: Mode): Promise<Response> {
  return fetch(`${open.bureau.url}/v1/behaviour`, {
    method: 'PUT',
    body: JSON.stringify({ mode }),
  });
}

async function extracted(details?: Partial<ApplicationDetails>): Promise<ApplicationRef> {
  const application = await open.submitted(details);
  await takeStepsOf(open.services, application, 'extracted');
  return application;
}
async function ended(): Promise<ApplicationRef> {
  const application = await open.submitted();
  await testContext().run(() => open.activities.recordOutcome(application, 'failed'));
  return application;
}
const verify = (application: ApplicationRef) =>
  testContext().run(() => open.activities.verifyIdentity(application));
const notify = (application: ApplicationRef) =>
  testContext().run(() => open.activities.notifyCustomer(application));

test('a request to a bureau that is slow, down or faulty is retried', async () => {
  const application = await extracted();
  for (const mode of ['slow', 'down', 'flaky'] as const) {
    await behave(mode);
    await assert.rejects(
      verify(application),
      withType('BureauUnavailable', { retryable: true }),
      mode,
    );
  }
  // The second of the flaky answers: 429 with Retry-After.
  await assert.rejects(verify(application), (error) => {
    return (error as { nextRetryDelay?: unknown }).nextRetryDelay === '2 seconds';
  });
  await behave('normal');
  assert.equal((await verify(application))[0], 'confirmed');
});

test('a request that the bureau has answered is not repeated', async () => {
  const application = await extracted({ ssn: '912340001' });
  const first = await verify(application);
  assert.equal(first[0], 'unconfirmed');
  await behave('down');
  assert.deepEqual(await verify(application), first);
});

test('a refusal by the bureau is not retried, and the error does not quote the request', async () => {
  const bureau = createCreditBureau({ url: open.bureau.url, apiKey: 'not the key' });
  const { fullName, ssn, dateOfBirth } = someDetails;
  const asking = bureau.check(
    { fullName, ssn, dateOfBirth },
    { idempotencyKey: 'x', signal: new AbortController().signal },
  );
  const error = await asking.catch((failure: unknown) => failure);
  assert.ok(withType('BureauRefused')(error));
  assert.equal(JSON.stringify(error, Object.getOwnPropertyNames(error)).includes(ssn), false);
  assert.equal((error as Error).cause, undefined);
});

test('Retry-After is read as seconds or a date, and becomes one of the contract’s delays', () => {
  const now = Date.parse('2026-11-24T10:00:00Z');
  assert.equal(retryDelayOf('2', now), '2 seconds');
  assert.equal(retryDelayOf('1.3545', now), '2 seconds');
  assert.equal(retryDelayOf('7', now), '15 seconds');
  assert.equal(retryDelayOf('Tue, 24 Nov 2026 10:00:30 GMT', now), '1 minute');
  assert.equal(retryDelayOf('86400', now), '1 minute');
  for (const nonsense of [null, '', '-1', 'soon', 'Tue, 24 Nov 2026 09:00:00 GMT']) {
    assert.equal(retryDelayOf(nonsense, now), undefined);
  }
});

test('the bureau is not asked about an application that has not come that far', async () => {
  let asked = 0;
  open.bureau.server.on('request', () => (asked += 1));
  await assert.rejects(verify(await open.submitted()), withType('VaultRefused'));
  assert.equal(asked, 0);
});

test('the mail to the customer holds nothing but a link, and is sent once', async () => {
  const application = await ended();
  await notify(application);
  await notify(application);
  const [message = '', ...more] = open.smtp.messages;
  assert.equal(more.length, 0);
  assert.match(message, /^https:\/\/portal\.example\/applications$/m);
  assert.match(message, /^Message-ID: <[0-9a-f]{32}@harbor\.example>$/m);
  assert.match(message, /^Subject: News about your application$/m);
  assert.doesNotMatch(message, /Ada|Byron|[Aa]pprove|[Dd]ecline|app_/);
});

test('a mail server that is down or busy is retried, but its refusal of the recipient is final', async () => {
  const application = await ended();
  open.smtp.recipientReply = '450 later';
  await assert.rejects(notify(application), withType('MailUnavailable', { retryable: true }));
  open.smtp.recipientReply = '550 nobody of that name';
  await assert.rejects(notify(application), withType('MailRefused'));
  const nowhere = createMail({ smtpUrl: 'smtp://127.0.0.1:1', from: 'loans@harbor.example' });
  const message = { to: 'ada@example.com', subject: 'x', text: 'x', id: 'x' };
  await assert.rejects(nowhere.send(message), withType('MailUnavailable', { retryable: true }));
});

test('the reminder to reviewers holds a link and no reference', async () => {
  const application = await open.submitted();
  await takeStepsOf(open.services, application, 'assessed');
  await testContext().run(() => open.activities.requestReview(application));
  await testContext().run(() => open.activities.remindReviewers(application));
  const [message = ''] = open.smtp.messages;
  assert.match(message, /^To: reviewers@harbor.example$/m);
  assert.match(message, /^https:\/\/portal\.example\/reviews$/m);
});
