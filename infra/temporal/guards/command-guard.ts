/**
 * Guard 4b, in the workflow bundle: for what no converter sees, and what goes around the converter.
 * Every command that a workflow sends to Temporal passes `concludeActivation` before it leaves the
 * sandbox. Each must be on the allow-list, field by field; if one is not, it fails the workflow
 * with `NotAReference`, and nothing else of that step leaves. The same history leads to the same
 * verdict, so replay agrees.
 */
import { ApplicationFailure } from '@temporalio/common';
import type { ProtoFailure } from '@temporalio/common';
import { log, workflowInfo } from '@temporalio/workflow';
import type {
  ActivateInput,
  WorkflowInboundCallsInterceptor,
  WorkflowInterceptorsFactory,
  WorkflowInternalsInterceptor,
} from '@temporalio/workflow';
import { mayEnterHistory } from '#contract/index.ts';
import { commandShape, withoutEventGroups } from './command-shapes.ts';
import type { Command } from './command-shapes.ts';
import { notAReference } from './contract-payload.ts';
import { failureConverter } from './failure-converter.ts';
import { payloadConverter } from './payload-converter.ts';
import { silenceConsole } from './silent-console.ts';

export const interceptors: WorkflowInterceptorsFactory = () => {
  silenceConsole();
  return { internals: [guardCommands()], inbound: [guardResults] };
};

/**
 * Results are checked as they are returned. The SDK converts them later, where an error would fail
 * the workflow task and not the workflow.
 */
const guardResults: WorkflowInboundCallsInterceptor = {
  execute: async (input, next) => contractValue(await next(input)),
  handleQuery: async (input, next) => contractValue(await next(input)),
};

function contractValue(value: unknown): unknown {
  if (!mayEnterHistory(value)) {
    noteRefusal();
    throw notAReference();
  }
  return value;
}

function guardCommands(): WorkflowInternalsInterceptor {
  let refused = false;
  const withheld: Command[] = [];
  return {
    activate({ activation, ...rest }, next) {
      const read = (jobs: Jobs) =>
        isReadable(() => next({ ...rest, activation: { ...activation, jobs } }));
      const jobs = activation.jobs ?? [];
      // An activation holds either queries or other jobs, never both.
      const queries = jobs.filter(({ queryWorkflow }) => queryWorkflow);
      if (queries.length === 0 && !read(jobs)) refused = true;
      for (const job of queries) {
        if (isInternal(job.queryWorkflow)) withheld.push(answer(job.queryWorkflow, withholding));
        else if (!read([job])) withheld.push(answer(job.queryWorkflow, refusal()));
      }
    },
    concludeActivation(input, next) {
      const commands = checked(next(input).commands.map(withoutEventGroups), refused);
      refused = false;
      return { commands: [...commands, ...withheld.splice(0)] };
    },
  };
}

/**
 * The same commands if all are allowed. An answer to a query is refused alone: a query cannot fail
 * a workflow.
 */
function checked(commands: Command[], refused: boolean): Command[] {
  const isAllowed = commandShape(workflowInfo().taskQueue, workflowInfo().workflowType);
  const answers = commands.filter((command) => command.respondToQuery);
  const others = commands.filter((command) => !command.respondToQuery);
  const fails = refused || !others.every(isAllowed);
  if (fails) noteRefusal();
  return [
    ...(fails ? [{ failWorkflowExecution: { failure: refusal() } }] : others),
    ...answers.map((given) => (isAllowed(given) ? given : answer(given.respondToQuery, refusal()))),
  ];
}

/**
 * False if the step brings data that another client wrote and the contract does not allow, such as
 * the argument of a signal. The SDK would fail the workflow task for it, and retry for ever.
 */
function isReadable(step: () => void): boolean {
  try {
    step();
    return true;
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === 'NotAReference') return false;
    throw error;
  }
}

/**
 * Stack traces and the workflow's metadata. The SDK answers these queries past all interceptors,
 * with text that no shape can tell from data (`currentDetails` is free text). They are withheld:
 * the Temporal UI shows history, inputs, results, pending activities and the timeline without them.
 */
function isInternal(query: Query): boolean {
  return query?.queryType?.startsWith('__') === true;
}

const withholding = {
  message: 'Stack traces and metadata are withheld: their text cannot be told from data',
};

type Jobs = NonNullable<ActivateInput['activation']['jobs']>;
type Query = { queryType?: string | null; queryId?: string | null } | null | undefined;

function answer(query: Query, failed: ProtoFailure): Command {
  return { respondToQuery: { queryId: query?.queryId ?? '', failed } };
}

/** All refusals look alike in history, so the log says that it was this guard. */
function noteRefusal(): void {
  log.warn('command-refused');
}

function refusal(): ProtoFailure {
  return failureConverter.errorToFailure(notAReference(), payloadConverter);
}
