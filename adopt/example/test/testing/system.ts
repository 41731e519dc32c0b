/**
 * The portal and a worker in this process, on a database, a bucket and a task queue of their own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createActivities } from '#activities/index.ts';
import { createApp } from '#apps/portal/app.ts';
import { createStart } from '#apps/portal/start.ts';
import { createHttpServer } from '#infra/http/draining-server.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { writeWorkflowBundle } from '#infra/temporal/bundle.ts';
import { createTemporalClient } from '#infra/temporal/client.ts';
import { createGuardedWorker } from '#infra/temporal/worker.ts';
import { createIntakes } from '#intake/intakes.ts';
import { storedTypes } from '#intake/stored-types.ts';
import { openTestServices } from '#vault/testing/services.ts';
import { testDatabase, testTemporal } from './services.ts';

export async function startTestSystem() {
  const services = await openTestServices(storedTypes, await testDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'harbor-test-bundle-'));
  const codePath = join(folder, 'bundle.js');
  await writeWorkflowBundle(codePath);
  const log: string[] = [];
  const logger = createLogger({ name: 'test' }, { write: (line) => void log.push(line) });
  const { address } = testTemporal();
  const worker = await createGuardedWorker({
    activities: createActivities({
      vault: services.workerVault,
      intakes: createIntakes({ pool: services.worker }),
    }),
    workflowBundle: { codePath },
    identity: 'worker',
    logger,
    address,
  });
  const running = worker.run();
  const temporal = await createTemporalClient({ identity: 'portal', address });
  const intakes = createIntakes({ pool: services.portal });
  const start = createStart({ temporal, intakes, logger });
  const app = createApp({ logger, vault: services.vault, intakes, start });
  const http = createHttpServer(undefined, app);
  await http.listen(0, '127.0.0.1');
  return {
    ...services,
    log,
    temporal,
    url: `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`,
    async stop() {
      await http.stop(1_000);
      worker.shutdown();
      await running;
      await Promise.all([worker.connection?.close(), temporal.connection.close()]);
      await services.close();
      await rm(folder, { recursive: true });
    },
  };
}
