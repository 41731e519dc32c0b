/**
 * An application's workflow, as the portal starts and addresses it in Temporal. Only references go
 * there; the client's guards enforce it (infra/temporal).
 */
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { taskQueue as loanApplications } from '#contract/index.ts';
import type { ApplicationRef, DecisionRef, SignalName, updates } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';
import { toRefusal } from './refusals.ts';

export interface LoanWorkflow {
  /**
   * Starts the workflow of an application, or tells a running one that the customer has submitted
   * again. Idempotent: it may have been told, or have ended.
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

  /** False if there is one already: it runs, or has ended and must not run again. */
  const startNew = (application: ApplicationRef) => start(application, 'FAIL');

  /** False if it has ended. */
  const startOrFind = (application: ApplicationRef) => start(application, 'USE_EXISTING');

  async function start(
    application: ApplicationRef,
    workflowIdConflictPolicy: 'FAIL' | 'USE_EXISTING',
  ): Promise<boolean> {
    const options = {
      workflowId: application,
      taskQueue,
      args: [application] as [ApplicationRef],
      workflowIdConflictPolicy,
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
      if (await startNew(application)) return;
      const signalName: SignalName = 'resubmitted';
      await inTime(() => client.workflow.getHandle(application).signal(signalName)).catch(
        (error: unknown) => {
          if (!(error instanceof WorkflowNotFoundError))
            throw toRefusal(error, 'APPLICATION_ENDED');
        },
      );
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
      await inTime(() =>
        handle.executeUpdate<void, [DecisionRef]>('decide' satisfies keyof typeof updates, options),
      ).catch((error: unknown) => {
        throw toRefusal(error, 'REVIEW_NOT_AWAITING');
      });
    },
  };
}
