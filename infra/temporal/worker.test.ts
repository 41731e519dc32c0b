import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import { stamped } from './bundle-stamp.ts';
import { leakyActivities } from './guards/testing/leaky-activities.ts';
import { createGuardedWorker, replayOptions } from './worker.ts';

let folder: string;
let workflowBundle: { codePath: string };
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harbor-worker-'));
  workflowBundle = { codePath: join(folder, 'bundle.js') };
  await writeFile(workflowBundle.codePath, stamped('', []));
});
after(() => rm(folder, { recursive: true }));

const refused = { code: 'LOGGER_NOT_GUARDED' };

test('a worker or a replay with a plain pino logger neither compiles nor starts', async () => {
  const options = { activities: leakyActivities as never, identity: 'worker', workflowBundle };
  // @ts-expect-error a plain pino logger does not compile
  await assert.rejects(createGuardedWorker({ ...options, logger: pino() }), refused);
  // @ts-expect-error a plain pino logger does not compile
  await assert.rejects(replayOptions(workflowBundle, pino()), refused);
});
