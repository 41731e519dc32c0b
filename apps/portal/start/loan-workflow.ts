/** What the portal asks of Temporal. Only references go there; that is what the client's guards see to. */
import {
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { taskQueue as loanApplications, updateNames } from '#contract/index.ts';
import type { ApplicationRef, DecisionRef, FailureType } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';

export interface LoanWorkflow {
  /** Starts the workflow of an application, or finds it started. @throws PortalError `PROCESSING_UNAVAILABLE` */
  start(application: ApplicationRef): Promise<void>;
  /** Asks the workflow to stop. @throws PortalError `APPLICATION_ENDED`, `PROCESSING_UNAVAILABLE` */
  withdraw(application: ApplicationRef): Promise<void>;
  /**
   * Hands over a recorded decision.
   * @throws PortalError `REVIEW_NOT_AWAITING`, `DECISION_OVERTAKEN`, `PROCESSING_UNAVAILABLE`
   */
  decide(application: ApplicationRef, decision: DecisionRef): Promise<void>;
}

/** How long a person waits for Temporal before they are told that it does not answer. */
const timeoutMs = 5_000;

/** @param taskQueue for tests, which must not get each other's workers */
export function createLoanWorkflow(client: Client, taskQueue = loanApplications): LoanWorkflow {
  const soon = <T>(call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + timeoutMs, call);

  /** Gives whether the workflow runs; one that has ended stays ended. */
  async function startOrFind(application: ApplicationRef): Promise<boolean> {
    const options = {
      workflowId: application,
      taskQueue,
      args: [application] as [ApplicationRef],
      // Running: that one is meant. Ended: it must not begin anew. So starting twice is starting once.
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    } as const;
    try {
      await soon(() => client.workflow.start('loanApplication', options));
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw refusal(error, 'APPLICATION_ENDED');
    }
  }

  return {
    async start(application) {
      await startOrFind(application);
    },
    async withdraw(application) {
      // What was submitted while Temporal was down has no workflow yet, and nobody to record the withdrawal.
      const isRunning = await startOrFind(application);
      // Temporal accepts, and ignores, the cancellation of what has ended: say so instead.
      if (!isRunning) throw new PortalError('APPLICATION_ENDED');
      await soon(() => client.workflow.getHandle(application).cancel()).catch((error: unknown) => {
        throw refusal(error, 'APPLICATION_ENDED');
      });
    },
    async decide(application, decision) {
      // The update's ID is the decision's reference: sent twice, it is applied once.
      const options = { args: [decision] as [DecisionRef], updateId: decision };
      const handle = client.workflow.getHandle(application);
      await soon(() => handle.executeUpdate<void, [DecisionRef]>(updateNames[0], options)).catch(
        (error: unknown) => {
          throw refusal(error, 'REVIEW_NOT_AWAITING');
        },
      );
    },
  };
}

/** `ended` when the workflow is over or says no; unavailable when nobody answers; else the error as it is. */
function refusal(error: unknown, ended: 'APPLICATION_ENDED' | 'REVIEW_NOT_AWAITING'): unknown {
  // A mistake of ours and no outage: it must not be told, or logged, as one.
  if (isRefusedByGuard(error)) return error;
  if (failureTypeOf(error) === 'DecisionOvertaken') return new PortalError('DECISION_OVERTAKEN');
  if (isOneOf(error, [WorkflowNotFoundError, WorkflowUpdateFailedError]))
    return new PortalError(ended);
  const unanswered = [ServiceError, WorkflowUpdateRPCTimeoutOrCancelledError];
  return isOneOf(error, unanswered) ? new PortalError('PROCESSING_UNAVAILABLE') : error;
}

/** The client wraps what the request guard throws as it wraps what the server answers. */
function isRefusedByGuard(error: unknown): boolean {
  const { cause } = error as Error;
  return cause instanceof ApplicationFailure && cause.type === 'NotAReference';
}

/** The type of the step's or the workflow's own failure, which the client wraps in others. */
function failureTypeOf(error: unknown): FailureType | undefined {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause) innermost = innermost.cause;
  return innermost instanceof ApplicationFailure ? (innermost.type as FailureType) : undefined;
}

function isOneOf(error: unknown, classes: (new (...args: never[]) => Error)[]): boolean {
  return classes.some((Class) => error instanceof Class);
}
