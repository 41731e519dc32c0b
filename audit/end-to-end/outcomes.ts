import assert from 'node:assert/strict';
import { plantApplication, plantWord, submit } from './planting.ts';
import type { Scenarios } from '#test/testing/system.ts';

/** Every way that an application can go when nothing goes wrong. */
export const outcomes: Scenarios = {
  async 'is approved at once, with a letter to download'({ customer }) {
    const ref = await submit(customer, await plantApplication('approved'));
    assert.ok(await customer.until(ref, 'approved'));
    const letter = await customer.get(`/applications/${ref}/letter`);
    assert.match(await letter.text(), /^%PDF-/);
  },
  async 'is referred to a reviewer, who approves it'({ customer, reviewer }) {
    const ref = await submit(
      customer,
      await plantApplication('referred', { bureau: 'unconfirmed' }),
    );
    assert.ok(await customer.until(ref, 'in-review'));
    await reviewer.get(`/reviews/${ref}`);
    const rationale = `Called the bank: ${plantWord('rationale', 'referred')}`;
    await reviewer.decide(ref, { decision: 'approve', rationale });
    assert.ok(await customer.until(ref, 'approved'));
  },
  async 'is declined, because the bureau says no'({ customer }) {
    const ref = await submit(
      customer,
      await plantApplication('declined', { bureau: 'deep in debt' }),
    );
    assert.ok(await customer.until(ref, 'declined'));
  },
  async 'is withdrawn while a reviewer has it'({ customer }) {
    const ref = await submit(customer, await plantApplication('withdrawn', { bureau: 'middling' }));
    assert.ok(await customer.until(ref, 'in-review'));
    await customer.withdraw(ref);
    assert.ok(await customer.until(ref, 'withdrawn'));
  },
  async 'that whoever runs Temporal terminates is closed as failed'({ customer, operator, crash }) {
    const ref = await submit(
      customer,
      await plantApplication('terminated', { bureau: 'middling' }),
    );
    assert.ok(await customer.until(ref, 'in-review'));
    const workflow = operator.workflow.getHandle(ref);
    await workflow.terminate('maintenance');
    assert.equal((await workflow.describe()).status.name, 'TERMINATED');
    // A worker looks for such applications when it starts, and every few minutes.
    await crash('worker');
    assert.ok(await customer.until(ref, 'failed'));
  },
};
