import assert from 'node:assert/strict';
import { signIn } from '#apps/portal/client/portal-client.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import { draft, submit } from './planting.ts';
import type { Scenarios } from './scenario.ts';

/**
 * What the portal or the workflow refuses. Error paths are where data tends to end up in a message.
 */
export const refusals: Scenarios = {
  async 'a form that is sent again with other answers is refused'({ customer, planting }) {
    const [first, second] = [
      await planting.application('sent first'),
      await planting.application('sent second'),
    ];
    const key = newIdempotencyKey();
    const ref = await customer.apply(first.form, key);
    assert.equal(await customer.apply(first.form, key), ref);
    await assert.rejects(customer.apply(second.form, key), { code: 'FORM_SENT_BEFORE' });
  },
  async 'a form with invalid answers, or with unknown fields, is refused'({ customer, planting }) {
    const of = 'filled in wrongly';
    const { form } = await planting.application(of);
    const tooYoung = { ...form, dateOfBirth: '2020-01-31', ssn: planting.word('no SSN', of) };
    await assert.rejects(customer.apply(tooYoung), { code: 'FORM_INVALID' });
    const word = planting.word('unknown field', of);
    const extended = { ...form, [word]: word };
    await assert.rejects(customer.apply(extended), { code: 'REQUEST_UNEXPECTED_FIELD' });
  },
  async 'of several concurrent decisions on one application, one is taken'(scene) {
    const { customer, reviewer, planting } = scene;
    const of = 'decided twice';
    const ref = await submit(customer, await planting.application(of, { bureau: 'middling' }));
    assert.ok(await customer.until(ref, 'in-review'));
    const decide = (decision: 'approve' | 'decline') => {
      const rationale = planting.word(`rationale to ${decision}`, of);
      return reviewer.decide(ref, { decision, rationale });
    };
    const results = await Promise.allSettled([
      decide('approve'),
      decide('decline'),
      decide('decline'),
    ]);
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    await assert.rejects(decide('approve'), { code: 'REVIEW_NOT_AWAITING' });
  },
  async 'a file of a forbidden type, and an upload that breaks off, are refused'({
    customer,
    planting,
  }) {
    const of = 'never submitted';
    const { form } = await planting.application(of);
    const ref = await customer.apply(form);
    const fileName = `${planting.word('name of a file', of)}.pdf`;
    const content = Buffer.from(`<script>${planting.word('content of a file', of)}</script>`);
    const file = { type: 'identity', fileName, mediaType: 'application/pdf', content } as const;
    await assert.rejects(customer.upload(ref, file), { code: 'DOCUMENT_TYPE_NOT_ALLOWED' });
    const half = Buffer.from(`%PDF-1.7 ${planting.word('half a file', of)}`.padEnd(20_000));
    await assert.rejects(customer.upload(ref, { ...file, content: endingEarly(half) }));
    await assert.rejects(customer.submit(ref), { code: 'DOCUMENTS_INCOMPLETE' });
  },
  async 'an unknown address, and another customer’s application, are not found'({
    customer,
    otherCustomer,
    planting,
  }) {
    const word = planting.word('address that does not exist', 'lost');
    await assert.rejects(customer.get(`/applications/${word}?name=${word}`), { status: 404 });
    const ref = await draft(customer, await planting.application('another customer’s'));
    await assert.rejects(otherCustomer.get(`/applications/${ref}`), { status: 404 });
  },
  async 'a sign-in with a wrong password is refused'({ endpoints, planting }) {
    const email = `${planting.word('unknown e-mail', 'a guess')}@example.net`;
    const password = planting.word('wrong password', 'a guess');
    await assert.rejects(signIn(endpoints.portal.url, { email, password }), { status: 401 });
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
