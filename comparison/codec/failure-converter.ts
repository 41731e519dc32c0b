/**
 * Puts an error's message and stack trace where the codec encrypts them (`encodeCommonAttributes`).
 * Its type stays in the clear. Runs in node and in the workflow sandbox.
 */
import { DefaultFailureConverter } from '@temporalio/common';
import type { FailureConverter } from '@temporalio/common';

const inner = new DefaultFailureConverter({ encodeCommonAttributes: true });

export const failureConverter: FailureConverter = {
  errorToFailure(error, payloadConverter, context) {
    // Where the SDK cannot read or write a workflow's task it passes no context, and for a
    // standalone activity no workflow. The codec would refuse the texts, and its error would stop
    // the whole worker. They stay in the worker's log.
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
