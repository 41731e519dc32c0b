import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { signIn, type PortalClient } from '#apps/portal/client/portal-client.ts';
import { createTestLauncher, type TestLauncher } from '#infra/local/spawn-launcher.ts';

/** A system that runs, however it was started, and the people who use it. */
export interface RunningSystem {
  endpoints: Pick<Endpoints, 'portal' | 's3'>;
  customer: PortalClient;
  otherCustomer: PortalClient;
  reviewer: PortalClient;
  /** Whoever runs Temporal: without any of the guards. */
  operator: Client;
  tellBureau(mode: 'normal' | 'flaky' | 'down'): Promise<void>;
  /** Ends a process by force, and waits until it has been started again. */
  crash(name: 'portal' | 'worker'): Promise<void>;
}

/** What people do, by what it shows. Each plants canaries on its way, and throws if it ends as it should not. */
export type Scenarios = Record<string, (system: RunningSystem) => Promise<void>>;

/** One that was started by `npm start`. */
export interface System extends RunningSystem {
  launcher: TestLauncher;
  endpoints: Endpoints;
  stop(): Promise<void>;
}

/** @param tapped what the processes send and receive is kept, in the state folder */
export async function startSystem({ tapped = false } = {}): Promise<System> {
  const launcher = await createTestLauncher();
  try {
    await launcher.start(tapped ? ['--tap', join(launcher.stateFolder, 'tap')] : []);
    return await enter(launcher);
  } catch (error) {
    await launcher.remove();
    throw error;
  }
}

async function enter(launcher: TestLauncher): Promise<System> {
  const endpoints = await launcher.endpoints();
  const { temporal, creditBureau } = endpoints;
  const connection = await Connection.connect({ address: temporal.address });
  return {
    launcher,
    endpoints,
    ...(await people(endpoints)),
    operator: new Client({ connection, namespace: temporal.namespace }),
    async tellBureau(mode) {
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify({ mode });
      await fetch(`${creditBureau.url}/v1/behaviour`, { method: 'PUT', headers, body });
    },
    async crash(name) {
      const restarted = launcher.says(new RegExp(`${name} runs again`));
      process.kill((await launcher.pids())[name] ?? 0, 'SIGKILL');
      await restarted;
    },
    async stop() {
      await connection.close();
      await launcher.remove();
    },
  };
}

async function people({ portal, signIns }: Endpoints) {
  const clients = await Promise.all(signIns.map((person) => signIn(portal.url, person)));
  const [customer, otherCustomer, reviewer] = clients;
  if (!customer || !otherCustomer || !reviewer) throw new Error('a demo user is missing');
  return { customer, otherCustomer, reviewer };
}
