/**
 * The runs under way and the latest that have ended. In memory, since all can be made again from a
 * seed.
 */
import type { RunRequest } from './contract.ts';
import { ApproachesError } from './errors.ts';
import { beginRun } from './run.ts';
import type { Run, RunDependencies } from './run.ts';
import { makeSubmission } from './submission.ts';

const maxConcurrent = 4;
const maxKept = 40;

export interface Runs {
  /** Begins a run and does not wait for it. @throws ApproachesError `RUNS_BUSY` */
  begin(request: RunRequest): Promise<Run>;
  /** @throws ApproachesError `NOT_FOUND` */
  find(id: string): Run;
}

export function createRuns(dependencies: RunDependencies): Runs {
  const kept = new Map<string, Run>();
  let underWay = 0;

  return {
    async begin(request) {
      if (underWay >= maxConcurrent) throw new ApproachesError('RUNS_BUSY');
      underWay += 1;
      const free = (): void => void (underWay -= 1);
      const begun = makeSubmission(request).then((submission) =>
        beginRun(request, submission, dependencies),
      );
      begun.then(({ ended }) => ended.then(free), free);
      const run = await begun;
      kept.set(run.report.id, run);
      const [oldest] = kept.keys();
      // More are kept than run at once, so the oldest has ended.
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
      return run;
    },
    find(id) {
      const run = kept.get(id);
      if (!run) throw new ApproachesError('NOT_FOUND');
      return run;
    },
  };
}
