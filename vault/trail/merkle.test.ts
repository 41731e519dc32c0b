import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inclusionProof, isIncluded, merkleRoot } from './merkle.ts';

const listOf = (count: number) => Array.from({ length: count }, (_, index) => `item ${index}`);

test('the root of a list is the one of RFC 9162: leaves and pairs have prefixes of their own', () => {
  // sha256(00 ‖ "a"), and sha256(01 ‖ sha256(00 ‖ "a") ‖ sha256(00 ‖ "b")), by openssl.
  assert.equal(
    merkleRoot(['a']),
    '022a6979e6dab7aa5ae4c3e5e45f7e977112a7e63593820dbec1ec738a24f93c',
  );
  assert.equal(
    merkleRoot(['a', 'b']),
    'b137985ff484fb600db93107c77b0365c80d78f5b429ded0fd97361d077999eb',
  );
});

test('each item of a list of any length has a proof, which proves no other item, place or list', () => {
  for (const count of [1, 2, 3, 5, 8, 13]) {
    const items = listOf(count);
    const root = merkleRoot(items);
    items.forEach((item, index) => {
      const proof = inclusionProof(items, index);
      const claim = { item, index, count, proof };
      assert.ok(isIncluded(claim, root), `${index} of ${count}`);
      assert.ok(!isIncluded({ ...claim, item: 'another' }, root));
      assert.ok(!isIncluded({ ...claim, proof: [...proof, root] }, root));
      assert.ok(!isIncluded({ ...claim, index: count }, root));
      if (count > 1) {
        assert.ok(!isIncluded({ ...claim, index: (index + 1) % count }, root));
        assert.ok(!isIncluded({ ...claim, proof: proof.slice(1) }, root));
      }
      assert.ok(!isIncluded(claim, merkleRoot(listOf(count + 1))));
    });
  }
});
