/**
 * One application by value: how it is started, and what its users do. Each line that leaks says
 * where to.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { dollars } from '#lending/samples/form.ts';
import { taskQueues } from '../naive/contract.ts';
import type { LoanApplication } from '../naive/contract.ts';
import type { loanApplication } from '../naive/loan-application.ts';
import { employer } from './search-attribute.ts';
import type { Submission } from './submission.ts';

type Loan = WorkflowHandle<typeof loanApplication>;

/** The same application may run in each approach at once. */
const prefixes = {
  naive: 'loan',
  codec: 'loan-codec',
  'codec-external-storage': 'loan-stored',
} as const;

const pollMs = 200;

export async function startLoan(
  client: Client,
  approach: keyof typeof prefixes,
  application: LoanApplication,
) {
  const {
    fullName,
    email,
    employer: worksFor,
    annualIncomeCents,
    requestedCents,
  } = application.details;
  return await client.workflow.start<typeof loanApplication>('loanApplication', {
    taskQueue: taskQueues[approach],
    // In every request, event list, log line, metric and URL of the Temporal UI. Nothing encrypts
    // it.
    workflowId: `${prefixes[approach]}-${email}`,
    // Ends what an earlier process left running. Two customers with one address would end each
    // other's application.
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    // In history, in visibility, and in every list of workflows.
    memo: { customer: fullName, income: `$${dollars(annualIncomeCents / 100)}` },
    // In visibility, in the clear: the server has to compare it.
    typedSearchAttributes: new TypedSearchAttributes([{ key: employer, value: worksFor }]),
    // At the top of the workflow's page in the Temporal UI.
    staticSummary: `$${dollars(requestedCents / 100)} for ${fullName}`,
    args: [application],
  });
}

/** Follows the application to its end and plays its users on the way. */
export async function followLoan(
  client: Client,
  handle: Loan,
  review: Submission['review'],
): Promise<string> {
  let isOver = false;
  const outcome = outcomeOf(handle).finally(() => (isOver = true));
  const acting = review && playPeople(client, handle, review, () => isOver);
  const [ended] = await Promise.all([outcome, acting]);
  return ended;
}

async function outcomeOf(handle: Loan): Promise<string> {
  try {
    return (await handle.result()).outcome;
  } catch (error) {
    if (error instanceof WorkflowFailedError) return 'failed';
    throw error;
  }
}

/** Waits for the review, unless the application ends without one. */
async function playPeople(
  client: Client,
  handle: Loan,
  review: NonNullable<Submission['review']>,
  isOver: () => boolean,
): Promise<void> {
  for (; !(await handle.query<boolean>('isInReview')); await sleep(pollMs)) if (isOver()) return;
  if ('withdrawal' in review) {
    await handle.signal('withdraw', review.withdrawal);
    await cancel(client, handle.workflowId, review.withdrawal);
  } else {
    const decision = { ...review, reviewer: 'riley@example.com' };
    await handle.executeUpdate('decide', { args: [decision] });
  }
}

/**
 * With a reason, which the SDK's own `cancel` cannot carry and other clients can. No codec sees it.
 */
async function cancel(
  { workflowService, options }: Client,
  workflowId: string,
  reason: string,
): Promise<void> {
  const { namespace, identity } = options;
  const workflowExecution = { workflowId };
  const requestId = randomUUID();
  await workflowService.requestCancelWorkflowExecution({
    namespace,
    identity,
    workflowExecution,
    requestId,
    reason,
  });
}
