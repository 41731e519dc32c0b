import type { Client } from '@temporalio/client';
import { taskQueues } from '../naive/contract.ts';
import { move } from './review.ts';

/** How far a task queue is drained. */
export interface Drained {
  /**
   * Still running: steps before the review take seconds, a reviewer's own decision may be on its
   * way.
   */
  running: number;
  /** Closed executions whose histories were deleted by this call. */
  deleted: number;
}

/**
 * Asks every execution under way to move, and deletes the history of each that has ended. Call it
 * repeatedly until nothing is left: then remove the naive workers, and with them the patch.
 * Idempotent. Deletion takes the history out of Temporal's database and out of visibility; backups,
 * exports and archives of it are not reached.
 */
export async function drain(
  client: Client,
  taskQueue: string = taskQueues.naive,
): Promise<Drained> {
  const drained: Drained = { running: 0, deleted: 0 };
  for await (const { workflowId, runId, status } of client.workflow.list({
    query: `TaskQueue = '${taskQueue}'`,
  })) {
    if (status.name === 'RUNNING') {
      drained.running += 1;
      await client.workflow.getHandle(workflowId, runId).signal(move);
    } else {
      drained.deleted += 1;
      await client.workflowService.deleteWorkflowExecution({
        namespace: client.options.namespace,
        workflowExecution: { workflowId, runId },
      });
    }
  }
  return drained;
}
