/** One application, in all the approaches asked for, at once. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMarker } from '#audit/search/marker.ts';
import type { Marker } from '#audit/search/marker.ts';
import type { BureauOutage } from './bureau-outage.ts';
import { createColumn } from './column.ts';
import type { Column } from './column.ts';
import { approaches } from './contract.ts';
import type { Approach, ApproachReport, RunReport, RunRequest } from './contract.ts';
import type { Execution, Runner } from './runner.ts';
import type { Submission } from './submission.ts';
import type { Viewer } from './temporal-view.ts';

/** Then the bureau is up again, even if an approach has not called it yet. */
const maxOutageMs = 15_000;

export interface Run {
  report: RunReport;
  /** Resolves at the next change of the report. */
  changed(): Promise<void>;
  /** Resolves when every approach has ended. */
  ended: Promise<void>;
}

export interface RunDependencies {
  runners: readonly Runner[];
  viewerOf(approach: Approach, execution: Execution, marker: Marker): Viewer;
  outage: BureauOutage;
  /** Receives the reason why an approach could not be run. */
  onError(error: unknown): void;
}

/** Begins a run. It never rejects: what fails is in its report. */
export function beginRun(
  request: RunRequest,
  submission: Submission,
  dependencies: RunDependencies,
): Run {
  const { runners, viewerOf, outage, onError } = dependencies;
  const marker = createMarker(submission.ledger);
  let next = Promise.withResolvers<void>();

  function onChange(): void {
    next.resolve();
    next = Promise.withResolvers();
  }

  const columns = approaches
    .filter((approach) => request.approaches.includes(approach))
    .flatMap((approach) => runners.filter((runner) => runner.approach === approach))
    .map((runner) =>
      createColumn({
        runner,
        viewerOf: (execution) => viewerOf(runner.approach, execution, marker),
        onChange,
        onError,
      }),
    );
  const report: RunReport = {
    id: randomUUID(),
    request,
    startedAt: new Date().toISOString(),
    submitted: submission.ledger.map(({ field, spellings: [value = ''] }) => ({ field, value })),
    columns: columns.map((column) => column.report),
  };
  return {
    report,
    changed: () => next.promise,
    ended: conduct(columns, submission, outage).catch(onError),
  };
}

async function conduct(
  columns: Column[],
  submission: Submission,
  outage: BureauOutage,
): Promise<void> {
  await Promise.all(columns.map((column) => column.prepare()));
  const runAll = (): Promise<unknown> =>
    Promise.all(columns.map((column) => column.run(submission)));
  if (submission.isBureauDown) await throughOutage(columns, outage, runAll);
  else await runAll();
}

/** Down until every approach has called the bureau, so that each one's failure can be seen. */
async function throughOutage(
  columns: Column[],
  outage: BureauOutage,
  runAll: () => Promise<unknown>,
): Promise<void> {
  await outage.begin();
  try {
    const running = runAll();
    const end = Date.now() + maxOutageMs;
    while (Date.now() < end && !columns.every(({ report }) => hasMetOutage(report)))
      await sleep(100);
    await outage.end();
    await running;
  } catch (error) {
    await outage.end();
    throw error;
  }
}

function hasMetOutage({ state, temporal }: ApproachReport): boolean {
  if (state === 'ended' || state === 'failed') return true;
  return temporal?.description.some(({ name }) => /^pending .*lastFailure/.test(name)) ?? false;
}
