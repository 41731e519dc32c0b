/**
 * `npm start`: everything on this machine, without Docker. DEMO ONLY: a key file for a
 * key-encryption key, and secrets in a folder. What it stores, it finds again at the next start;
 * `rm -r .state` forgets it.
 */
import { join } from 'node:path';
import { createKeyFile } from '#infra/kms/local-key-file.ts';
import { createProcesses } from '#infra/local/processes.ts';
import { stopOrphans } from '#infra/local/orphans.ts';
import { takeStateFolder } from '#infra/local/state-folder.ts';
import { writeWorkflowBundle } from '#infra/temporal/bundle.ts';
import { processSettings } from './process-settings.ts';
import { startServices } from './services.ts';

const repository = join(import.meta.dirname, '..');
const folder = join(repository, '.state');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const unlock = await takeStateFolder(folder);
await stopOrphans(folder);
const processes = createProcesses(folder, say);

async function stop(): Promise<void> {
  await processes.stop(['worker', 'portal']);
  await unlock();
}
let stopping: Promise<void> | undefined;
// Not once: the terminal sends Ctrl-C to this process, and npm passes the same one on.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => (stopping ??= stop()));

try {
  const services = await startServices(processes.start, folder);
  const keyFile = join(folder, 'key-encryption-key');
  const workflowBundle = join(folder, 'workflow-bundle.js');
  await createKeyFile(keyFile);
  await writeWorkflowBundle(workflowBundle);
  const settings = processSettings({ ...services, keyFile, workflowBundle });
  await Promise.all(
    (['portal', 'worker'] as const).map((name) =>
      processes.start({
        name,
        command: process.execPath,
        args: [join(repository, 'apps', name, 'main.ts')],
        cwd: repository,
        env: { NODE_ENV: 'production', ...settings[name] },
        ready: /"event":"ready"/,
      }),
    ),
  );
  say(`Portal       http://localhost:${settings.portal.HARBOR_PORTAL_PORT}`);
  say(`Temporal UI  ${services.temporalUi}`);
  say(`Logs         ${join(folder, 'logs')}`);
  say('Stop         Ctrl-C');
} catch (error) {
  say(error instanceof Error ? error.message : 'The system could not start');
  await stop();
  process.exitCode = 1;
}
