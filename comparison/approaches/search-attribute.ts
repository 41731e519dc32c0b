/**
 * The custom search attribute of the unguarded approaches: it lets operators list the customers of
 * an employer.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import type { Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import proto from '@temporalio/proto';

const { INDEXED_VALUE_TYPE_KEYWORD } = proto.temporal.api.enums.v1.IndexedValueType;

/**
 * Visibility keeps it in a database of its own, and no codec encrypts it: ciphertext could not be
 * searched.
 */
export const employer = defineSearchAttributeKey('HarborEmployer', 'KEYWORD');

const alreadyExists = 6;
const invalidArgument = 3;
/** A server with SQL visibility maps names to columns, and refreshes that map every few seconds. */
const timeoutMs = 30_000;

/**
 * Registers it in the namespace unless it is there, and waits until the server accepts it. On a
 * self-hosted server the client's certificate or token must allow `OperatorService`, and SQL
 * visibility has ten keywords per namespace. Temporal Cloud has no such call: register it in its
 * console.
 */
export async function registerSearchAttribute(
  connection: Connection,
  namespace: string,
): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  if (employer.name in customAttributes) return;
  const searchAttributes = { [employer.name]: INDEXED_VALUE_TYPE_KEYWORD };
  await connection.operatorService
    .addSearchAttributes({ namespace, searchAttributes })
    .catch(unless(alreadyExists));
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(500)) {
    const query = `${employer.name} = 'nobody'`;
    const isKnown = await connection.workflowService
      .countWorkflowExecutions({ namespace, query })
      .then(() => true, unless(invalidArgument));
    if (isKnown) return;
  }
}

function unless(code: number): (error: unknown) => undefined {
  return (error) => {
    if (!isGrpcServiceError(error) || Number(error.code) !== code) throw error;
  };
}
