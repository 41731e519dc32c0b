import assert from 'node:assert/strict';
import { submit } from './planting.ts';
import type { Scenarios } from './scenario.ts';

/** Every way in which an application can end when nothing goes wrong. */
export const outcomes: Scenarios = {
  async 'an application is approved at once, with a letter to download'({ customer, planting }) {
    const ref = await submit(customer, await planting.application('approved'));
    assert.ok(await customer.until(ref, 'approved'));
    const letter = await customer.get(`/applications/${ref}/letter`);
    assert.match(await letter.text(), /^%PDF-/);
  },
  async 'an application is referred to a reviewer, who approves it'({
    customer,
    reviewer,
    planting,
  }) {
    const unconfirmed = await planting.application('referred', { bureau: 'unconfirmed' });
    const ref = await submit(customer, unconfirmed);
    assert.ok(await customer.until(ref, 'in-review'));
    await reviewer.get(`/reviews/${ref}`);
    const rationale = `Called the bank: ${planting.word('rationale', 'referred')}`;
    await reviewer.decide(ref, { decision: 'approve', rationale });
    assert.ok(await customer.until(ref, 'approved'));
  },
  async 'an application is declined because the credit bureau reports debts'({
    customer,
    planting,
  }) {
    const indebted = await planting.application('declined', { bureau: 'deep in debt' });
    const ref = await submit(customer, indebted);
    assert.ok(await customer.until(ref, 'declined'));
  },
  async 'an application is withdrawn while it waits for a reviewer'({ customer, planting }) {
    const ref = await submit(
      customer,
      await planting.application('withdrawn', { bureau: 'middling' }),
    );
    assert.ok(await customer.until(ref, 'in-review'));
    await customer.withdraw(ref);
    assert.ok(await customer.until(ref, 'withdrawn'));
  },
  async 'an application whose workflow Temporal’s operator terminates is closed as failed'(scene) {
    const { customer, operator, crash, planting } = scene;
    const ref = await submit(
      customer,
      await planting.application('terminated', { bureau: 'middling' }),
    );
    assert.ok(await customer.until(ref, 'in-review'));
    const workflow = operator.workflow.getHandle(ref);
    await workflow.terminate('maintenance');
    assert.equal((await workflow.describe()).status.name, 'TERMINATED');
    // A worker reconciles such applications when it starts, and every few minutes.
    await crash('worker');
    assert.ok(await customer.until(ref, 'failed'));
  },
};
