import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createLogger } from '#infra/logging/logger.ts';
import { createReadiness } from './readiness.ts';

class Broken extends Error {
  readonly code = 'STORE_BROKEN';
}

test('what is down is named, and logged when it goes down and when it is back, not between', async () => {
  const lines = new PassThrough();
  let isUp = false;
  const ready = createReadiness({
    dependencies: {
      storage: () => (isUp ? Promise.resolve() : Promise.reject(new Broken('secret'))),
      database: () => Promise.resolve(),
    },
    logger: createLogger({ name: 'test' }, lines),
    maxAgeMs: -1,
  });
  assert.deepEqual(await ready(), { isReady: false, down: ['storage'] });
  await ready();
  isUp = true;
  assert.deepEqual(await ready(), { isReady: true, down: [] });
  const log = String(lines.read()).trim().split('\n');
  assert.equal(log.length, 2);
  assert.match(log[0] ?? '', /dependency-down.*storage.*STORE_BROKEN/);
  assert.match(log[1] ?? '', /dependency-up.*storage/);
  assert.doesNotMatch(log.join(), /secret/);
});

test('a dependency that is silent is down, and is not asked again by each caller', async () => {
  let asked = 0;
  const ready = createReadiness({
    dependencies: {
      database() {
        asked += 1;
        return new Promise(() => {});
      },
    },
    logger: createLogger({ name: 'test', level: 'silent' }),
    timeoutMs: 20,
  });
  const answers = await Promise.all([ready(), ready(), ready()]);
  assert.deepEqual(answers[2], { isReady: false, down: ['database'] });
  assert.equal(asked, 1);
});
