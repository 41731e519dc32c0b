/** One application in one approach: run, and looked at all the while. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApproachReport } from './contract.ts';
import type { Execution, Runner } from './runner.ts';
import type { Submission } from './submission.ts';
import type { Viewer } from './temporal-view.ts';

/** Often enough to see a failure while it is pending: Temporal waits a second before it tries again. */
const lookEveryMs = 400;
/** Far beyond what any scenario takes. */
const timeoutMs = 180_000;

export interface Column {
  report: ApproachReport;
  /** Connects and builds, before any clock starts. Never rejects, as `run` does not: the report says it. */
  prepare(): Promise<void>;
  run(submission: Submission): Promise<void>;
}

export interface ColumnDependencies {
  runner: Runner;
  viewerOf(execution: Execution): Viewer;
  /** Told after each change of the report. */
  onChange(): void;
  /** Told why the approach could not be run. */
  onError(error: unknown): void;
}

export function createColumn({ runner, viewerOf, onChange, onError }: ColumnDependencies): Column {
  const report: ApproachReport = { approach: runner.approach, state: 'waiting' };

  function tell(change: Partial<ApproachReport>): void {
    Object.assign(report, change);
    onChange();
  }

  function fail(error: unknown): void {
    onError(error);
    tell({ state: 'failed' });
  }

  async function watch(viewer: Viewer, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      // Not there yet, or Temporal does not answer for the moment: the last look decides.
      const temporal = await viewer.look().catch(() => undefined);
      if (temporal) tell({ temporal });
      await sleep(lookEveryMs);
    }
  }

  async function follow(submission: Submission): Promise<void> {
    const startedAt = performance.now();
    let isOver = false;
    let viewer: Viewer | undefined;
    const late = sleep(timeoutMs, undefined, { ref: false }).then(() =>
      Promise.reject(new Error('took too long')),
    );
    const running = runner.run(submission, (execution) => {
      viewer = viewerOf(execution);
      void watch(viewer, () => isOver);
    });
    const outcome = await Promise.race([running, late]).finally(() => (isOver = true));
    tell({ outcome, tookMs: Math.round(performance.now() - startedAt) });
    const temporal = await viewer?.look();
    tell({ state: 'ended', ...(temporal && { temporal }) });
  }

  return {
    report,
    prepare: () => runner.prepare().catch(fail),
    async run(submission) {
      if (report.state === 'failed') return;
      tell({ state: 'running' });
      await follow(submission).catch(fail);
    },
  };
}
