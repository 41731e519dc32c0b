/** The whole system, as `npm start` runs it: one for all test files, or one of a test's own. */
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client, Connection } from '@temporalio/client';
import { signIn, type PortalClient } from '#apps/portal/client/portal-client.ts';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { createTestLauncher, type TestLauncher } from '#infra/local/spawn-launcher.ts';
import { sharedSocket } from './services.ts';

/** The system that all test files share. */
export interface SharedSystem {
  endpoints: Endpoints;
  stateFolder: string;
  /** What `npm start` printed. */
  printed: string;
}

/**
 * The system of this test run, which the first caller waits for. Other tests use it at the same
 * time: no test may kill a process of it or change the bureau's behaviour, nor rely on being the
 * only user.
 */
export async function sharedSystem(): Promise<SharedSystem> {
  const answer = await text(connect(sharedSocket()));
  if (answer === '') throw new Error('the shared system did not start; the test run prints why');
  return JSON.parse(answer) as SharedSystem;
}

/** A running system, however it was started, and its users. */
export interface RunningSystem {
  endpoints: Pick<Endpoints, 'portal' | 's3' | 'signIns'>;
  customer: PortalClient;
  otherCustomer: PortalClient;
  reviewer: PortalClient;
  /** Temporal’s operator, who is bound by no guard. */
  operator: Client;
  tellBureau(mode: 'normal' | 'flaky' | 'down'): Promise<void>;
  /** Kills a process and waits until it has been restarted. */
  crash(name: 'portal' | 'worker'): Promise<void>;
}

/** A system of a test's own. */
export interface System extends RunningSystem {
  endpoints: Endpoints;
  stateFolder: string;
  stop(): Promise<void>;
}

/** @param tapped true to record, in the state folder, what the processes send and receive */
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
    endpoints,
    stateFolder: launcher.stateFolder,
    ...(await signInUsers(endpoints)),
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

/**
 * Signs in two customers and a reviewer.
 * @throws Error when a demo user is missing
 */
export async function signInUsers({
  portal,
  signIns,
}: Pick<Endpoints, 'portal' | 'signIns'>): Promise<
  Pick<RunningSystem, 'customer' | 'otherCustomer' | 'reviewer'>
> {
  const clients = await Promise.all(signIns.map((user) => signIn(portal.url, user)));
  const [customer, otherCustomer, reviewer] = clients;
  if (!customer || !otherCustomer || !reviewer) throw new Error('a demo user is missing');
  return { customer, otherCustomer, reviewer };
}
