import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Connection } from '@temporalio/client';
import { connectAs } from '../temporal.ts';
import type { TokenHolder } from '../temporal.ts';
import type { Stack } from '../stack.ts';

const permissionDenied = { code: 7 };

/** What a client may ask about a namespace. Nothing of it changes anything. */
const readings: Record<string, (connection: Connection, namespace: string) => Promise<unknown>> = {
  'describe the namespace': ({ workflowService }, namespace) =>
    workflowService.describeNamespace({ namespace }),
  'list workflows': ({ workflowService }, namespace) =>
    workflowService.listWorkflowExecutions({ namespace }),
  'read a history': ({ workflowService }, namespace) =>
    workflowService.getWorkflowExecutionHistory({ namespace, execution: { workflowId: 'any' } }),
  'describe a workflow': ({ workflowService }, namespace) =>
    workflowService.describeWorkflowExecution({ namespace, execution: { workflowId: 'any' } }),
};

const changes: typeof readings = {
  'start a workflow': ({ workflowService }, namespace) =>
    workflowService.startWorkflowExecution({ namespace, workflowId: 'denied' }),
  'signal a workflow': ({ workflowService }, namespace) =>
    workflowService.signalWorkflowExecution({ namespace }),
  'terminate a workflow': ({ workflowService }, namespace) =>
    workflowService.terminateWorkflowExecution({ namespace }),
  'take tasks': ({ workflowService }, namespace) =>
    workflowService.pollActivityTaskQueue({ namespace, taskQueue: { name: 'loans' } }),
  'take workflow tasks': ({ workflowService }, namespace) =>
    workflowService.pollWorkflowTaskQueue({ namespace, taskQueue: { name: 'loans' } }),
};

/** What makes, changes or lists namespaces, and belongs to none of our processes. */
const administration: typeof readings = {
  'change the namespace': ({ workflowService }, namespace) =>
    workflowService.updateNamespace({ namespace }),
  'register a search attribute': ({ operatorService }, namespace) =>
    operatorService.addSearchAttributes({ namespace, searchAttributes: { Denied: 2 } }),
  'remove the namespace': ({ operatorService }, namespace) =>
    operatorService.deleteNamespace({ namespace }),
  'create a namespace': ({ workflowService }) =>
    workflowService.registerNamespace({ namespace: 'denied' }),
  'list namespaces': ({ workflowService }) => workflowService.listNamespaces({}),
};

/** Each process with the namespace that its token is for, and the other one. */
const tokens: [TokenHolder, own: string, other: string][] = [
  ['portal', 'default', 'approaches'],
  ['worker', 'default', 'approaches'],
  ['approaches', 'approaches', 'default'],
];

export function describeTemporalRights(stack: Stack): void {
  describe('Temporal', () => {
    const opened: Connection[] = [];
    const connect = async (...args: [TokenHolder, Parameters<typeof connectAs>[2]?]) => {
      const connection = await connectAs(stack, ...args);
      opened.push(connection);
      return connection;
    };
    after(() => Promise.all(opened.map((connection) => connection.close())));

    async function deniesAll(
      connection: Connection,
      namespace: string,
      ...requests: (typeof readings)[]
    ): Promise<void> {
      for (const [what, request] of requests.flatMap((some) => Object.entries(some)))
        await assert.rejects(request(connection, namespace), permissionDenied, what);
    }

    for (const [process, own, other] of tokens)
      test(`the token of the ${process} opens the namespace ${own} in Temporal, and ${other} not at all`, async () => {
        const connection = await connect(process);
        await connection.workflowService.describeNamespace({ namespace: own });
        await connection.workflowService.listWorkflowExecutions({ namespace: own });
        await deniesAll(connection, own, administration);
        await deniesAll(connection, other, readings, changes, administration);
      });

    test('the approaches read the product’s histories for the X-ray, and change nothing there', async () => {
      const connection = await connect('approaches', { profile: 'product' });
      await connection.workflowService.listWorkflowExecutions({ namespace: 'default' });
      await deniesAll(connection, 'default', changes, administration);
      await deniesAll(connection, 'approaches', readings, changes);
    });

    describe('without a good token', () => {
      let token: string;
      before(async () => {
        const file = (await stack.secrets()).of('portal/temporal.toml');
        token = /api_key = "(.+)"/.exec(file)?.[1] ?? '';
      });

      test('a certificate without a token, or with one that was altered, opens nothing in Temporal', async () => {
        const [head, payload = '', signature] = token.split('.');
        const claims = Buffer.from(payload, 'base64url').toString();
        const forged = Buffer.from(claims.replace('default:write', 'temporal-system:admin'));
        assert.notEqual(forged.toString(), claims);
        const apiKeys = [
          '',
          `${head}.${forged.toString('base64url')}.${signature}`,
          `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
        ];
        for (const apiKey of apiKeys) {
          const connection = await connect('portal', { apiKey });
          await deniesAll(connection, 'default', readings, changes, administration);
        }
      });
    });
  });
}
