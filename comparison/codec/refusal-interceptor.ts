/**
 * In the workflow bundle: a workflow that receives a refused payload fails. The SDK would fail the
 * task instead and retry it for ever. The same history gives the same verdict, so this is
 * deterministic.
 */
import { ApplicationFailure } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import type {
  WorkflowInterceptorsFactory,
  WorkflowInternalsInterceptor,
} from '@temporalio/workflow';
import { isCodecErrorCode } from './errors.ts';
import { failureConverter } from './failure-converter.ts';
import { payloadConverter } from './payload-converter.ts';

export const interceptors: WorkflowInterceptorsFactory = () => ({ internals: [failForRefusals()] });

function failForRefusals(): WorkflowInternalsInterceptor {
  let refusal: ApplicationFailure | undefined;
  return {
    activate(input, next) {
      try {
        next(input);
      } catch (error) {
        // An unreadable query is answered with its error and does no harm. Queries come alone.
        if (!isRefusal(error) || input.activation.jobs?.some(({ queryWorkflow }) => queryWorkflow))
          throw error;
        refusal = error;
      }
    },
    concludeActivation(input, next) {
      const concluded = next(input);
      if (!refusal) return concluded;
      const { namespace, workflowId } = workflowInfo();
      const context = { type: 'workflow', namespace, workflowId } as const;
      const failure = failureConverter.errorToFailure(refusal, payloadConverter, context);
      return { commands: [{ failWorkflowExecution: { failure } }] };
    },
  };
}

function isRefusal(error: unknown): error is ApplicationFailure {
  return error instanceof ApplicationFailure && isCodecErrorCode(error.type ?? '');
}
