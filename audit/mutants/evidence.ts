/** Evidence that a guard has refused something, in the logs of portal and worker and in history. */
import { readFile } from 'node:fs/promises';
import type { ErrorDescription } from '#infra/logging/describe-error.ts';
import { isBare, type Failure, type Failures } from './failures.ts';

/** The guard that refused, and where that is visible. */
export interface Evidence {
  guard: string;
  seen: string;
}

export interface LogLine {
  event?: string;
  code?: string;
  error?: ErrorDescription;
}

/** The lines that our logger printed to a log. */
export async function logLines(path: string): Promise<LogLine[]> {
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine);
}

/**
 * The refusals that the logs and the failures show. That a step failed shows nothing by itself, since
 * its failure may carry the value out: every failure that Temporal holds must be bare.
 */
export function evidenceIn(lines: readonly LogLine[], failures: Failures): Evidence[] {
  const { ofActivities, ofRuns } = failures;
  const [first] = ofActivities;
  const areBare = first !== undefined && ofActivities.every(isBare);
  return [
    ...lines.flatMap((line) => fromLine(line) ?? ((areBare && fromStep(line)) || [])),
    ...ofActivities.flatMap((failure) => fromFailure(failure, 'activity') ?? []),
    ...ofRuns.flatMap((failure) => fromFailure(failure, 'run') ?? []),
  ];
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
  if (error?.code === 'DATABASE_NOT_PERMITTED')
    return { guard: 'rights in the database', seen: `log: ${event}, DATABASE_NOT_PERMITTED` };
  const refusal = refusalIn(error);
  if (!refusal) return undefined;
  const guard = event === 'step-failed' ? 'activity guard' : guardAt(refusal.at);
  return { guard, seen: `log: ${event}, NotAReference` };
}

/** Which guard made the failures of a step bare. */
function fromStep({ event, error }: LogLine): Evidence | undefined {
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

/** The command guard logs its refusals; other failures of this type were thrown by a converter. */
function fromFailure(failure: Failure, of: 'activity' | 'run'): Evidence | undefined {
  if (!isBare(failure)) return undefined;
  const type = failure.applicationFailureInfo?.type;
  if (type === 'NotAReference')
    return { guard: 'payload converter', seen: `history: ${of} failed, NotAReference` };
  // For other failures of an activity, the step's own log line is the evidence.
  return of === 'run' ? { guard: 'failure converter', seen: constantText } : undefined;
}

const constantText = 'history: the type’s constant text';
