/**
 * The SDK's own converter, which throws what the codec refused. Runs in node and in the workflow
 * sandbox.
 */
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import type { PayloadConverter } from '@temporalio/common';
import { CodecError } from './errors.ts';
import { refusalOf } from './refused-payload.ts';

export const payloadConverter: PayloadConverter = {
  toPayload: (value, context, hint) => defaultPayloadConverter.toPayload(value, context, hint),
  fromPayload(payload, context, hint) {
    const code = refusalOf(payload);
    if (!code) return defaultPayloadConverter.fromPayload(payload, context, hint);
    const { message } = new CodecError(code);
    // An ApplicationFailure, because that is what fails a workflow, an update or an activity
    // instead of its task.
    throw ApplicationFailure.create({ type: code, message, nonRetryable: true });
  },
};
