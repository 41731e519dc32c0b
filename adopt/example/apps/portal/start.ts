/**
 * Starts workflows: the caller's, and those that a crash between commit and start has left behind.
 */
import { WorkflowIdConflictPolicy } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { taskQueue } from '#contract/index.ts';
import type { PatientRef } from '#contract/index.ts';
import type { Logger } from '#infra/logging/logger.ts';
import type { Intakes } from '#intake/intakes.ts';
import type { Sweeper } from '#vault/index.ts';

export type Start = (patient: PatientRef) => Promise<void>;

export interface StartDependencies {
  temporal: Client;
  intakes: Intakes;
  logger: Logger;
}

/** Never fails: an intake is committed, so a Temporal that is down only delays it. */
export function createStart({ temporal, intakes, logger }: StartDependencies): Start {
  return async (patient) => {
    try {
      await temporal.workflow.start('patientIntake', {
        taskQueue,
        // The reference is the ID: two starts of one intake are one workflow.
        workflowId: patient,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
        args: [patient],
      });
      await intakes.markStarted(patient);
    } catch (error) {
      logger.warn({ event: 'start-delayed', patient, error });
    }
  };
}

export interface SweepingDependencies {
  intakes: Intakes;
  start: Start;
  vaultSweeper: Sweeper;
}

const sweepEveryMs = 10_000;

/**
 * Every ten seconds: starts what was committed and not started, and clears what was abandoned.
 * Returns the function that stops it.
 */
export function beginSweeping({ intakes, start, vaultSweeper }: SweepingDependencies): () => void {
  async function sweep(): Promise<void> {
    for (const patient of await intakes.unstarted(sweepEveryMs / 1_000)) await start(patient);
    await vaultSweeper.removeAbandonedSubjects(24);
    await vaultSweeper.removeUnpublishedObjects(24);
  }
  // What fails now is swept the next time.
  const timer = setInterval(() => void sweep().catch(() => {}), sweepEveryMs);
  return () => clearInterval(timer);
}
