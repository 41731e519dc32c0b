/** Evidence that a guard has refused something, in the logs of portal and worker and in history. */
import { readFile } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { ErrorDescription } from '#infra/logging/describe-error.ts';

/** The guard that refused, and where that is visible. */
export interface Evidence {
  guard: string;
  seen: string;
}

interface LogLine {
  event?: string;
  code?: string;
  error?: ErrorDescription;
}

type Failure = temporal.api.failure.v1.IFailure;

/** The lines that our logger printed to a log. */
export async function logLines(path: string): Promise<LogLine[]> {
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine);
}

/** The refusals in the log of a process. */
export function inLog(lines: readonly LogLine[]): Evidence[] {
  return lines.flatMap((line) => fromLine(line) ?? []);
}

function fromLine({ event, code, error }: LogLine): Evidence | undefined {
  if (event === 'mutant' || code === 'mutant')
    return { guard: 'logger', seen: 'log line without the value' };
  if (event === 'console-silenced')
    return { guard: 'silent console', seen: 'log: console-silenced' };
  if (event === 'command-refused') return { guard: 'command guard', seen: 'log: command-refused' };
  if (event === 'heartbeat-refused')
    return { guard: 'payload converter', seen: 'log: heartbeat-refused' };
  if (error?.code === 'VAULT_REFERENCE_FORGED')
    return { guard: 'vault', seen: `log: ${event}, VAULT_REFERENCE_FORGED` };
  if (error?.code === 'DATABASE_CHECK_VIOLATION')
    return { guard: 'vault tables', seen: `log: ${event}, DATABASE_CHECK_VIOLATION` };
  const refusal = refusalIn(error);
  if (refusal) {
    const guard = event === 'step-failed' ? 'activity guard' : guardAt(refusal.at);
    return { guard, seen: `log: ${event}, NotAReference` };
  }
  if (event !== 'step-failed') return undefined;
  // What the step edge throws has no text for the converter to remove; see
  // activities/failure-mapping.ts.
  const isOurs = error?.name === 'ApplicationFailure';
  return { guard: isOurs ? 'failure converter' : 'step edge', seen: constantText };
}

/** The SDK wraps a guard's error in errors of its own. */
function refusalIn(error: ErrorDescription | undefined): ErrorDescription | undefined {
  return !error || error.code === 'NotAReference' ? error : refusalIn(error.cause);
}

const guardFiles: Readonly<Record<string, string>> = {
  'request-guard': 'request guard',
  'contract-payload': 'payload converter',
  'payload-codec': 'payload codec',
  'command-guard': 'command guard',
};

/** The guard in whose file the error was created. */
function guardAt(place = ''): string {
  const [, file = ''] = /guards\/([a-z-]+)\.ts/.exec(place) ?? [];
  return guardFiles[file] ?? 'payload converter';
}

/** The refusals in how activities and runs ended, as history records it. */
export async function inHistories(operator: Client, ids: readonly string[]): Promise<Evidence[]> {
  const histories = await Promise.all(
    ids.map((id) => operator.workflow.getHandle(id).fetchHistory()),
  );
  const events = histories.flatMap((history) => history.events ?? []);
  return events.flatMap((event) => {
    const ofActivity = event.activityTaskFailedEventAttributes?.failure;
    const ofRun = event.workflowExecutionFailedEventAttributes?.failure;
    return [fromFailure(ofActivity, 'activity'), fromFailure(ofRun, 'run')].flatMap(
      (found) => found ?? [],
    );
  });
}

/** The command guard logs its refusals; other failures of this type were thrown by a converter. */
function fromFailure(
  failure: Failure | null | undefined,
  of: 'activity' | 'run',
): Evidence | undefined {
  const type = failure?.applicationFailureInfo?.type;
  if (type === 'NotAReference')
    return { guard: 'payload converter', seen: `history: ${of} failed, NotAReference` };
  // For other failures of an activity, the step's own log line is the evidence.
  return type && of === 'run' ? { guard: 'failure converter', seen: constantText } : undefined;
}

const constantText = 'history: the type’s constant text';
