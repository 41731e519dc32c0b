import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '#infra/logging/logger.ts';
import type { Applications } from '#lending/index.ts';
import { newReference } from '#vault/references.ts';
import type { Sweeper } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';
import { createSweeping } from './sweeping.ts';

const [first, second] = [newReference('app'), newReference('app')];

/** A sweep of two waiting applications, of which starting the first fails. */
function sweepingWith(failure: Error) {
  const done: string[] = [];
  const log: string[] = [];
  const start = async (application: ApplicationRef): Promise<void> => {
    if (application === first) throw failure;
    done.push(application);
  };
  const vaultSweeper: Sweeper = {
    removeAbandonedSubjects: () => Promise.reject(failure),
    removeUnpublishedObjects: async () => done.push('objects'),
    removeOpenSubject: async () => true,
  };
  const sweeping = createSweeping({
    applications: {
      unstarted: async () => [first, second],
      markStarted: async () => {},
    } as unknown as Applications,
    loanWorkflow: { start, withdraw: start, decide: start },
    vaultSweeper,
    logger: createLogger({ name: 'portal' }, { write: (line) => void log.push(line) }),
  });
  return { sweeping, done, log };
}

test('a workflow that cannot be started does not keep the next one from being started', async () => {
  const { sweeping, done, log } = sweepingWith(new Error('this one'));
  await sweeping.startCommitted();
  assert.deepEqual(done, [second]);
  assert.ok(log.join('').includes(first));
});

test('the sweep stops when Temporal does not answer', async () => {
  const { sweeping, done } = sweepingWith(new PortalError('PROCESSING_UNAVAILABLE'));
  await sweeping.startCommitted();
  assert.deepEqual(done, []);
});

test('objects are removed even if drafts cannot be', async () => {
  const { sweeping, done, log } = sweepingWith(new Error('drafts'));
  await sweeping.removeLeftovers();
  assert.deepEqual(done, ['objects']);
  assert.match(log.join(''), /"event":"remove-drafts"/);
});
