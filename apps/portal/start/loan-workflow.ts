/**
 * An application's workflow, as the portal starts and addresses it in Temporal. Only references go
 * there; the client's guards enforce it (infra/temporal).
 */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { taskQueue as loanApplications, updateNames } from '#contract/index.ts';
import type { ApplicationRef, DecisionRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';
import { toRefusal } from './refusals.ts';

export interface LoanWorkflow {
  /**
   * Starts the workflow of an application. Idempotent: it may be running, or have ended.
   * @throws PortalError `PROCESSING_UNAVAILABLE`
   */
  start(application: ApplicationRef): Promise<void>;
  /**
   * Requests the cancellation of the workflow, which is started if it has not been.
   * @throws PortalError `APPLICATION_ENDED`, `PROCESSING_UNAVAILABLE`
   */
  withdraw(application: ApplicationRef): Promise<void>;
  /**
   * Passes the reference of a stored decision, and waits until the workflow has accepted it.
   * Idempotent.
   * @throws PortalError `REVIEW_NOT_AWAITING`, `DECISION_OVERTAKEN`, `PROCESSING_UNAVAILABLE`
   */
  decide(application: ApplicationRef, decision: DecisionRef): Promise<void>;
}

/** How long a request waits for Temporal before it is refused with `PROCESSING_UNAVAILABLE`. */
const timeoutMs = 5_000;

/** @param taskQueue for tests, whose workers must not take each other's tasks */
export function createLoanWorkflow(client: Client, taskQueue = loanApplications): LoanWorkflow {
  const inTime = <T>(call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + timeoutMs, call);

  /**
   * Returns true if the workflow is running, and false if it has ended: it is not started again.
   */
  async function startOrFind(application: ApplicationRef): Promise<boolean> {
    const options = {
      workflowId: application,
      taskQueue,
      args: [application] as [ApplicationRef],
      // A running workflow is used; one that has ended must not run again. So starting is
      // idempotent.
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    } as const;
    try {
      await inTime(() => client.workflow.start('loanApplication', options));
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw toRefusal(error, 'APPLICATION_ENDED');
    }
  }

  return {
    async start(application) {
      await startOrFind(application);
    },
    async withdraw(application) {
      // An application that was submitted while Temporal was down has no workflow yet, and it is
      // the workflow that records the withdrawal.
      const isRunning = await startOrFind(application);
      // Temporal accepts the cancellation of a workflow that has ended, and ignores it.
      if (!isRunning) throw new PortalError('APPLICATION_ENDED');
      await inTime(() => client.workflow.getHandle(application).cancel()).catch(
        (error: unknown) => {
          throw toRefusal(error, 'APPLICATION_ENDED');
        },
      );
    },
    async decide(application, decision) {
      // The Update's ID is the decision's reference: sent twice, it is applied once.
      const options = { args: [decision] as [DecisionRef], updateId: decision };
      const handle = client.workflow.getHandle(application);
      await inTime(() => handle.executeUpdate<void, [DecisionRef]>(updateNames[0], options)).catch(
        (error: unknown) => {
          throw toRefusal(error, 'REVIEW_NOT_AWAITING');
        },
      );
    },
  };
}
