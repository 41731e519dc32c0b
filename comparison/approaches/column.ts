/** One application in one approach: runs it and observes Temporal meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApproachReport } from './contract.ts';
import type { Execution, Runner } from './runner.ts';
import type { Submission } from './submission.ts';
import type { Viewer } from './temporal-view.ts';

/**
 * Often enough to see a failure while it is pending: Temporal waits a second before it tries again.
 */
const lookEveryMs = 400;
/** Far longer than any scenario takes. */
const timeoutMs = 180_000;

export interface Column {
  report: ApproachReport;
  /**
   * Connects and builds before the clock starts. Like `run` it never rejects: the report says what
   * failed.
   */
  prepare(): Promise<void>;
  run(submission: Submission): Promise<void>;
}

export interface ColumnDependencies {
  runner: Runner;
  viewerOf(execution: Execution): Viewer;
  /** Called after each change of the report. */
  onChange(): void;
  /** Receives the reason why the approach could not be run. */
  onError(error: unknown): void;
}

export function createColumn({ runner, viewerOf, onChange, onError }: ColumnDependencies): Column {
  const report: ApproachReport = { approach: runner.approach, state: 'waiting' };

  function update(change: Partial<ApproachReport>): void {
    Object.assign(report, change);
    onChange();
  }

  function fail(error: unknown): void {
    onError(error);
    update({ state: 'failed' });
  }

  async function watch(viewer: Viewer, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      // Not there yet, or Temporal is not answering: the last look decides.
      const temporal = await viewer.look().catch(() => undefined);
      if (temporal) update({ temporal });
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
    update({ outcome, tookMs: Math.round(performance.now() - startedAt) });
    const temporal = await viewer?.look();
    update({ state: 'ended', ...(temporal && { temporal }) });
  }

  return {
    report,
    prepare: () => runner.prepare().catch(fail),
    async run(submission) {
      if (report.state === 'failed') return;
      update({ state: 'running' });
      await follow(submission).catch(fail);
    },
  };
}
