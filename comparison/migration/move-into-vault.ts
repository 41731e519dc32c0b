import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, fromPayloadsAtIndex } from '@temporalio/common';
import type { ApplicationRef } from '#contract/index.ts';
import { partsOf } from '#lending/index.ts';
import type { Applications, LoanVault } from '#lending/index.ts';
import type { Actor, IdempotencyKey } from '#vault/index.ts';
import type { Document, LoanApplication } from '../naive/contract.ts';
import type { MigrationActivities } from './contract.ts';
import { keyOfRun } from './keys.ts';

export interface MigrationDependencies {
  /** Reads histories, with the data converter that the naive executions were started with. */
  client: Client;
  /** With the portal's login: the customer submits, by way of this activity. */
  vault: LoanVault;
  applications: Applications;
  /**
   * The customer's ID in the portal. A naive application knows its customer by e-mail address only.
   */
  ownerOf(email: string): Promise<string>;
}

/**
 * The activity that takes an application out of history. May run twice: each write has an
 * idempotency key.
 */
export function createMigrationActivities(deps: MigrationDependencies): MigrationActivities {
  return {
    async moveIntoVault() {
      const { heartbeat, info } = Context.current();
      // Since SDK 1.14 an activity may also run without a workflow.
      assert.ok(info.workflowExecution);
      const application = await inputOf(deps.client, info.workflowExecution);
      const owner: Actor = {
        id: await deps.ownerOf(application.details.email),
        role: 'customer',
      };
      const { runId } = info.workflowExecution;
      const key = keyOfRun(runId, 'application');
      const moved = await deps.vault.as(owner).openSubject(owner.id, key);
      await deps.vault.as(owner).putParts(moved, partsOf(application.details));
      for (const [index, document] of application.documents.entries()) {
        await store(deps.vault, owner, moved, document, keyOfRun(runId, `document ${index}`));
        heartbeat();
      }
      await deps.applications.submit(owner, moved);
      return moved;
    },
  };
}

/** The argument of the execution, from the first event of its history. */
async function inputOf(
  { workflowService, options: { namespace } }: Client,
  execution: { workflowId: string; runId: string },
): Promise<LoanApplication> {
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace,
    execution,
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  return fromPayloadsAtIndex(defaultPayloadConverter, 0, started?.input?.payloads);
}

async function store(
  vault: LoanVault,
  owner: Actor,
  application: ApplicationRef,
  { type, fileName, mediaType, content }: Document,
  idempotencyKey: IdempotencyKey,
): Promise<void> {
  const bytes = Buffer.from(content, 'base64');
  await vault.as(owner).putDocument({
    subject: application,
    type,
    fileName,
    mediaType,
    content: Readable.from([bytes]),
    maxBytes: bytes.length,
    idempotencyKey,
  });
}
