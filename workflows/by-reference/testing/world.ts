/**
 * For tests of the workflow: a real Temporal server, guarded worker and client, and steps that only
 * answer.
 */
import { join } from 'node:path';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { createLogger } from '#infra/logging/logger.ts';
import { writeWorkflowBundle } from '#infra/temporal/bundle.ts';
import { createTemporalClient } from '#infra/temporal/client.ts';
import { createGuardedWorker } from '#infra/temporal/worker.ts';
import { oncePerRun, testTemporal } from '#test/testing/services.ts';
import { newReference } from '#vault/references.ts';
import type { ApplicationRef, DecisionRef, LoanActivities, Outcome } from '#contract/index.ts';
import { observedSteps } from './steps.ts';
import type { Steps } from './steps.ts';

/** One application on its way. */
export interface Loan extends Pick<Steps, 'taken' | 'reached'> {
  handle: WorkflowHandle<(application: ApplicationRef) => Promise<Outcome>>;
  /** How it ended; `failed` if the workflow did. */
  end(): Promise<Outcome | 'failed'>;
  /** Sends a decision, by default a new one. Resolves to `taken` or the type of the refusal. */
  decide(decision?: DecisionRef): Promise<unknown>;
}

export interface TestLoans {
  /**
   * Starts an application whose steps answer as usual, or as given, and runs a worker during
   * `story`.
   */
  run<T>(given: Partial<LoanActivities>, story: (loan: Loan) => Promise<T>): Promise<T>;
}

/** @param deadlines `short`: reviews expire after seconds instead of weeks */
export async function openTestLoans(deadlines?: 'short'): Promise<TestLoans> {
  const codePath = await (deadlines === 'short'
    ? oncePerRun('hurried-bundle.js', (path) =>
        writeWorkflowBundle(path, { replaceModules: shortDeadlines }),
      )
    : oncePerRun('workflow-bundle.js', writeWorkflowBundle));
  const logger = createLogger({ name: 'worker', level: 'error' }, { write: () => {} });
  const { address, namespace } = testTemporal();

  return {
    async run(given, story) {
      const { activities, ...steps } = observedSteps(given);
      const application = newReference('app');
      // A queue of its own, or another test's worker would take its tasks.
      const where = { address, namespace, taskQueue: `test-${application}` };
      const code = { workflowBundle: { codePath }, activities };
      const worker = await createGuardedWorker({ ...where, ...code, identity: 'worker', logger });
      const client = await createTemporalClient({ ...where, identity: 'portal' });
      try {
        return await worker.runUntil(async () => {
          const handle = await start(client, application, where.taskQueue);
          return await story({ ...steps, ...loanOf(handle) });
        });
      } finally {
        await Promise.all([worker.connection?.close(), client.connection.close()]);
      }
    },
  };
}

const shortDeadlines = {
  [join(import.meta.dirname, '../../../contract/durations.ts')]: join(
    import.meta.dirname,
    'durations.ts',
  ),
};

function start(
  client: Client,
  application: ApplicationRef,
  taskQueue: string,
): Promise<Loan['handle']> {
  const args: [ApplicationRef] = [application];
  return client.workflow.start('loanApplication', { workflowId: application, taskQueue, args });
}

function loanOf(handle: Loan['handle']): Pick<Loan, 'handle' | 'end' | 'decide'> {
  return {
    handle,
    end: () => handle.result().catch(() => 'failed' as const),
    decide: (decision = newReference('dec')) =>
      handle
        .executeUpdate('decide', { args: [decision], updateId: decision })
        .then(() => 'taken', typeOf),
  };
}

/** The failure type in history for an error that a client received. */
export function typeOf(error: unknown): unknown {
  let innermost = error as { cause?: unknown; type?: unknown } | undefined;
  while (innermost?.cause) innermost = innermost.cause;
  return innermost?.type;
}
