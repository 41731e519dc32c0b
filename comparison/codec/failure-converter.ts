/**
 * Puts an error's message and stack trace where the codec encrypts them (`encodeCommonAttributes`). Its type stays in the
 * clear. Runs in node and in the workflow sandbox.
 */
import { DefaultFailureConverter } from '@temporalio/common';
import type { FailureConverter } from '@temporalio/common';

const inner = new DefaultFailureConverter({ encodeCommonAttributes: true });

export const failureConverter: FailureConverter = {
  errorToFailure(error, payloadConverter, context) {
    // The SDK gives no context where it cannot read or write a workflow's task, and no workflow for a standalone activity.
    // The codec would refuse the texts, and an error from there stops the whole worker. They stay in its log.
    if (!context?.workflowId) return unbound();
    return inner.errorToFailure(error, payloadConverter, context);
  },
  failureToError: (failure, payloadConverter, context) =>
    inner.failureToError(failure, payloadConverter, context),
};

function unbound() {
  const message = 'The error stays in the process that met it; see its log';
  return {
    message,
    source: 'TypeScriptSDK',
    applicationFailureInfo: { type: 'CodecContextMissing' },
  };
}
