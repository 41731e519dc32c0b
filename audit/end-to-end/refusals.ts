import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { signIn } from '#apps/portal/client/portal-client.ts';
import { draft, plantApplication, plantWord, submit } from './planting.ts';
import type { Scenarios } from '#test/testing/system.ts';

/** What the portal or the workflow says no to. An error path is where data likes to end up in a message. */
export const refusals: Scenarios = {
  async 'the same form sent twice with other answers'({ customer }) {
    const [first, second] = [
      await plantApplication('sent first'),
      await plantApplication('sent second'),
    ];
    const key = randomUUID();
    const ref = await customer.apply(first.form, key);
    assert.equal(await customer.apply(first.form, key), ref);
    await assert.rejects(customer.apply(second.form, key), { code: 'FORM_SENT_BEFORE' });
  },
  async 'a form with answers that will not do, or with fields of its own'({ customer }) {
    const { form } = await plantApplication('filled in wrongly');
    const tooYoung = {
      ...form,
      dateOfBirth: '2020-01-31',
      ssn: plantWord('no SSN', 'filled in wrongly'),
    };
    await assert.rejects(customer.apply(tooYoung), { code: 'FORM_INVALID' });
    const word = plantWord('unknown field', 'filled in wrongly');
    const extended = { ...form, [word]: word };
    await assert.rejects(customer.apply(extended), { code: 'REQUEST_UNEXPECTED_FIELD' });
  },
  async 'two decisions on one application'({ customer, reviewer }) {
    const ref = await submit(
      customer,
      await plantApplication('decided twice', { bureau: 'middling' }),
    );
    assert.ok(await customer.until(ref, 'in-review'));
    const decide = (decision: 'approve' | 'decline') =>
      reviewer.decide(ref, {
        decision,
        rationale: plantWord(`rationale to ${decision}`, 'decided twice'),
      });
    const results = await Promise.allSettled([
      decide('approve'),
      decide('decline'),
      decide('decline'),
    ]);
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    await assert.rejects(decide('approve'), { code: 'REVIEW_NOT_AWAITING' });
  },
  async 'a file that is none of the allowed kinds, and one that stops in the middle'({ customer }) {
    const { form } = await plantApplication('never submitted');
    const ref = await customer.apply(form);
    const fileName = `${plantWord('name of a file', 'never submitted')}.pdf`;
    const content = Buffer.from(
      `<script>${plantWord('content of a file', 'never submitted')}</script>`,
    );
    const file = { type: 'identity', fileName, mediaType: 'application/pdf', content } as const;
    await assert.rejects(customer.upload(ref, file), { code: 'DOCUMENT_TYPE_NOT_ALLOWED' });
    const halved = Buffer.from(
      `%PDF-1.7 ${plantWord('half a file', 'never submitted')}`.padEnd(20_000),
    );
    await assert.rejects(customer.upload(ref, { ...file, content: endingEarly(halved) }));
    await assert.rejects(customer.submit(ref), { code: 'DOCUMENTS_INCOMPLETE' });
  },
  async 'an address that does not exist, and somebody else’s application'({
    customer,
    otherCustomer,
  }) {
    const word = plantWord('address that does not exist', 'lost');
    await assert.rejects(customer.get(`/applications/${word}?name=${word}`), { status: 404 });
    const ref = await draft(customer, await plantApplication('somebody else’s'));
    await assert.rejects(otherCustomer.get(`/applications/${ref}`), { status: 404 });
  },
  async 'a wrong password'(system) {
    const email = `${plantWord('e-mail of nobody', 'a guess')}@example.net`;
    const password = plantWord('wrong password', 'a guess');
    await assert.rejects(signIn(system.endpoints.portal.url, { email, password }), { status: 401 });
  },
};

/** A browser that is closed in the middle of an upload. */
function endingEarly(content: Uint8Array) {
  return {
    bytes: 2 * content.length,
    async *content() {
      yield content;
      throw new Error('the browser was closed');
    },
  };
}
