/**
 * For tests: naive workers of one version after another on the real Temporal server, with steps
 * that only answer.
 */
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  bundleWorkflowCode,
} from '@temporalio/worker';
import { testTemporal } from '#test/testing/services.ts';
import type { ByValueActivities, LoanApplication } from '../../naive/contract.ts';
import { taskQueues } from '../../naive/contract.ts';

/** The versions of the workflow, in the order in which they would be deployed. */
const versions = {
  naive: '../../naive/index.ts',
  moving: '../workflows.ts',
  unpatched: 'unpatched.ts',
};
/** Otherwise it reports each worker's life on the console. */
Runtime.install({ logger: new DefaultLogger('ERROR') });

export type Version = keyof typeof versions;

const report = { documents: [], nameIn: [], accountIn: [] };
const assessment = {
  score: 50,
  reasons: [],
  evidence: [],
  monthlyPaymentCents: 1,
  debtToIncome: 0,
};

/** `refer` leaves the application to a reviewer, so that its execution waits. */
export function steps(recommendation: 'approve' | 'refer'): ByValueActivities {
  return {
    scanDocuments: async () => 'clean',
    validateApplication: async () => 'complete',
    extractFields: async () => report,
    verifyIdentity: async () => ({ confirmed: true, bureauReference: 'b' }),
    scoreRisk: async () => ({ ...assessment, recommendation }),
    requestReview: async () => {},
    renderLetter: async () => ({ title: 't', text: 't', pdf: '' }),
    notifyCustomer: async () => {},
  };
}

export type Loan = WorkflowHandle<(application: LoanApplication) => Promise<unknown>>;

export type NaiveWorld = Awaited<ReturnType<typeof openNaiveWorld>>;

export async function openNaiveWorld() {
  const { address } = testTemporal();
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection });
  // A queue of its own, or another test's worker would take its tasks.
  const taskQueue = `${taskQueues.naive}-${randomUUID()}`;
  return {
    client,
    taskQueue,
    /** Runs a worker of that version while `story` runs. */
    async run<T>(version: Version, activities: object, story: () => Promise<T>): Promise<T> {
      const workflowBundle = await bundleOf(version);
      const worker = await Worker.create({
        connection: native,
        taskQueue,
        workflowBundle,
        activities,
      });
      return worker.runUntil(story);
    },
    start: (application: LoanApplication): Promise<Loan> =>
      client.workflow.start('loanApplication', {
        taskQueue,
        workflowId: `loan-${randomUUID()}`,
        args: [application],
      }),
    async close() {
      await Promise.all([native.close(), connection.close()]);
    },
  };
}

const bundles = new Map<Version, ReturnType<typeof bundleWorkflowCode>>();

export function bundleOf(version: Version) {
  const workflowsPath = join(import.meta.dirname, versions[version]);
  const logger = new DefaultLogger('ERROR');
  const bundle = bundles.get(version) ?? bundleWorkflowCode({ workflowsPath, logger });
  bundles.set(version, bundle);
  return bundle;
}

/** Resolves when the execution waits for a reviewer. */
export async function untilInReview(loan: Loan): Promise<void> {
  while (!(await loan.query<boolean>('isInReview'))) await new Promise(setImmediate);
}
