/**
 * Guard 3 alone: nothing of an error's text survives in either direction, whatever the error does.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import * as common from '@temporalio/common';
import type { ProtoFailure } from '@temporalio/common';
import { failure } from '../failures.ts';
import { failureConverter } from './failure-converter.ts';
import { canary } from './testing/canary.ts';
import { payloadConverter } from './payload-converter.ts';

const data = { ssn: canary };
const cause = Object.assign(new Error(canary), { detail: canary, code: canary });
const execution = { workflowId: canary, runId: canary };
const { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, CancelledFailure } = common;

const errors: Record<string, unknown> = {
  'an error': cause,
  'a text': canary,
  'an object': data,
  nothing: undefined,
  'an application failure': ApplicationFailure.create({
    message: canary,
    type: canary,
    details: [data],
    cause,
  }),
  'a failure of a known type with details': ApplicationFailure.nonRetryable(
    canary,
    'MailRefused',
    data,
  ),
  'a failure of an activity': new ActivityFailure(canary, canary, canary, 'TIMEOUT', canary, cause),
  'a failure of a child': new ChildWorkflowFailure(canary, execution, canary, 'TIMEOUT', cause),
  'a cancellation': new CancelledFailure(canary, [data], cause),
  'a time-out': new common.TimeoutFailure(canary, data, 'HEARTBEAT'),
  'a failure of the server': new common.ServerFailure(canary, true, cause),
  'a termination': new common.TerminatedFailure(canary, cause),
  'a stored failure': Object.assign(new common.TemporalFailure(canary), {
    failure: { message: canary },
  }),
  'an error whose properties throw': new Proxy(cause, { get: () => assert.fail(canary) }),
  'a cause that is its own': Object.assign(new Error(canary), {
    get cause() {
      return this;
    },
  }),
};

describe('the failure converter', () => {
  for (const [what, error] of Object.entries(errors)) {
    it(`the failure converter leaves nothing of the text of ${what}`, () => {
      const converted = failureConverter.errorToFailure(error, payloadConverter);
      assert.ok(!JSON.stringify(converted).includes(canary));
      const read = failureConverter.failureToError(converted, payloadConverter);
      assert.ok(!inspect(read, { depth: 9 }).includes(canary));
      // Thrown again, it is stored as before, on which replay depends.
      assert.deepEqual(failureConverter.errorToFailure(read, payloadConverter), converted);
    });
  }

  it('the failure converter keeps what a workflow decides on: kind, known type, whether to retry, and causes', () => {
    const inner = failure('BureauUnavailable', { nonRetryable: true, nextRetryDelay: '5 seconds' });
    const thrown = new ActivityFailure(
      'x',
      'verifyIdentity',
      '7',
      'MAXIMUM_ATTEMPTS_REACHED',
      'me',
      inner,
    );
    const read = failureConverter.failureToError(
      failureConverter.errorToFailure(thrown, payloadConverter),
      payloadConverter,
    );
    assert.ok(read instanceof ActivityFailure);
    assert.equal(read.activityType, 'verifyIdentity');
    assert.equal(read.retryState, 'MAXIMUM_ATTEMPTS_REACHED');
    assert.ok(read.cause instanceof ApplicationFailure);
    assert.equal(read.cause.type, 'BureauUnavailable');
    assert.equal(read.cause.message, 'The credit bureau does not answer');
    assert.equal(read.cause.nonRetryable, true);
  });

  it('the failure converter keeps a retry delay of the list, for a failure that may have one', () => {
    const delayOf = (error: common.ApplicationFailure) =>
      failureConverter.errorToFailure(error, payloadConverter).applicationFailureInfo
        ?.nextRetryDelay;
    const other = { type: 'BureauUnavailable', nextRetryDelay: '1355 ms' } as const;
    assert.ok(delayOf(failure('BureauUnavailable', { nextRetryDelay: '5 seconds' })));
    assert.equal(delayOf(failure('MailUnavailable', { nextRetryDelay: '5 seconds' })), undefined);
    assert.equal(delayOf(ApplicationFailure.create(other)), undefined);
  });

  it('the failure converter drops the causes of a failure that our own code has thrown', () => {
    const chain = failure('MailRefused', { cause: failure('RecordInvalid', { cause }) });
    const thrown = new ActivityFailure('x', 'notifyCustomer', '7', 'TIMEOUT', 'me', chain);
    const converted = failureConverter.errorToFailure(thrown, payloadConverter);
    assert.equal(converted.cause?.applicationFailureInfo?.type, 'MailRefused');
    assert.equal(converted.cause?.cause, undefined);
  });

  it('the failure converter reads a failure of another worker without its texts and its details', () => {
    const details = { payloads: [common.defaultPayloadConverter.toPayload(data)] };
    const foreign: ProtoFailure = {
      message: canary,
      source: canary,
      stackTrace: canary,
      encodedAttributes: common.defaultPayloadConverter.toPayload({ message: canary }),
      applicationFailureInfo: { type: canary, details },
      cause: { message: canary, timeoutFailureInfo: { lastHeartbeatDetails: details } },
    };
    const read = failureConverter.failureToError(foreign, payloadConverter);
    assert.ok(!inspect(read, { depth: 9 }).includes(canary));
    assert.equal((read as common.ApplicationFailure).type, 'Redacted');
  });
});
