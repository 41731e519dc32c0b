/**
 * Every field of every request that the client may send, as the SDK's protocol has it today: one
 * after the other is filled with data, and the request must be refused for it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import proto from '@temporalio/proto';
import { MapField, Method, Type } from 'protobufjs';
import type { FieldBase, Root } from 'protobufjs';
import { newReference } from '#vault/references.ts';
import { payloadConverter } from './payload-converter.ts';
import { requestShapes } from './request-shapes.ts';

const names = { namespace: 'default', identity: 'harbor-portal@0', taskQueue: 'queue' };
const shapes = requestShapes(names);
const workflowId = newReference('app');
const updateId = newReference('dec');
const payloads = (value: string) => ({ payloads: [payloadConverter.toPayload(value)] });
const { namespace, identity } = names;
const common = { namespace, identity };
const ofWorkflow = { ...common, workflowExecution: { workflowId } };

/** For each method a request that is allowed. */
const allowed: Record<string, object> = {
  getSystemInfo: {},
  startWorkflowExecution: {
    ...common,
    workflowId,
    workflowType: { name: 'loanApplication' },
    taskQueue: { name: names.taskQueue },
    input: payloads(workflowId),
  },
  updateWorkflowExecution: {
    ...ofWorkflow,
    request: { meta: { updateId }, input: { name: 'decide', args: payloads(updateId) } },
  },
  signalWorkflowExecution: { ...ofWorkflow, signalName: 'resubmitted' },
  pollWorkflowExecutionUpdate: {
    ...common,
    updateRef: { workflowExecution: { workflowId }, updateId },
  },
  requestCancelWorkflowExecution: ofWorkflow,
  terminateWorkflowExecution: ofWorkflow,
  describeWorkflowExecution: { namespace, execution: { workflowId } },
  getWorkflowExecutionHistory: { namespace, execution: { workflowId } },
};

/** What takes a value of the caller's all the same. */
const open = [
  // The guard puts one of its own in its place.
  'startWorkflowExecution.requestId',
  'signalWorkflowExecution.requestId',
  'requestCancelWorkflowExecution.requestId',
  // Read and not kept: the server's own token, and two flags.
  'getWorkflowExecutionHistory.nextPageToken',
  'getWorkflowExecutionHistory.waitNewEvent',
  'getWorkflowExecutionHistory.skipArchival',
];

const { methodsArray: methodsOf } = (proto as unknown as Root).lookupService(
  'temporal.api.workflowservice.v1.WorkflowService',
);

test('every method that the client may call has a request that is allowed', () => {
  assert.deepEqual(Object.keys(allowed).sort(), Object.keys(shapes).sort());
  for (const [method, request] of Object.entries(allowed))
    assert.ok(shapes[method]?.(request), method);
});

test('no field of a request takes data, but for the few that are named here', () => {
  const taken: string[] = [];
  let tried = 0;
  for (const [method, request] of Object.entries(allowed)) {
    for (const [path, value] of variants(requestType(method))) {
      tried += 1;
      if (shapes[method]?.(filled(request, path, value))) taken.push([method, ...path].join('.'));
    }
  }
  assert.deepEqual(taken, open);
  assert.ok(tried > 200, `only ${tried} fields were tried`);
});

function requestType(method: string): Type {
  const rpc = methodsOf.find(({ name }) => name.toLowerCase() === method.toLowerCase())?.resolve();
  assert.ok(rpc instanceof Method && rpc.resolvedRequestType, method);
  return rpc.resolvedRequestType;
}

/** Each field of a message, and of the messages in it, with data of its type. */
function* variants(type: Type, within: Type[] = []): Generator<[path: string[], value: unknown]> {
  if (within.includes(type) || within.length > 4) return;
  for (const field of type.fieldsArray.map((one) => one.resolve())) {
    const message = field.resolvedType instanceof Type ? field.resolvedType : undefined;
    const isMany = field.repeated || field instanceof MapField;
    // Without content, too: a key or the length of a list is data.
    if (isMany || !message) yield [[field.name], inPlace(field, message ? {} : dataOf(field))];
    for (const [path, value] of message ? variants(message, [...within, type]) : [])
      yield isMany
        ? [[field.name], inPlace(field, filled({}, path, value))]
        : [[field.name, ...path], value];
  }
}

function inPlace(field: FieldBase, value: unknown): unknown {
  if (field instanceof MapField)
    return { [field.keyType === 'string' ? 'Mustermann' : 912_345_678]: value };
  return field.repeated ? [value] : value;
}

function dataOf({ type }: FieldBase): unknown {
  if (type === 'string') return 'Mustermann';
  if (type === 'bytes') return Buffer.from('Mustermann');
  return type === 'bool' ? true : 912_345_678;
}

/** A copy of the message, with the value at the path. */
function filled(message: object, [name = '', ...rest]: string[], value: unknown): object {
  if (rest.length === 0) return { ...message, [name]: value };
  const inner = (message as Record<string, object | undefined>)[name] ?? {};
  return { ...message, [name]: filled(inner, rest, value) };
}
