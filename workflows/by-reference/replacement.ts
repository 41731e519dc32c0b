/** The wait for documents in place of those that were refused. */
import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import { replaceWithin } from '#contract/durations.ts';
import type { ApplicationRef, SignalName } from '#contract/index.ts';
import { steps } from './activity-options.ts';
import { bestEffort } from './step-failures.ts';

/**
 * The portal tells that the customer has submitted again. It carries nothing, and whether it is
 * true the vault says: a workflow that is told for nothing scans once more. A Signal and not an
 * Update: it needs no ID of its own in history, and arrives without a worker that runs.
 */
const resubmitted = defineSignal<[], SignalName>('resubmitted');

export interface Replacement {
  /** True once every document is clean; false if a refused one was not replaced in time. */
  allClean(): Promise<boolean>;
}

export function openReplacement(application: ApplicationRef): Replacement {
  let isResubmitted = false;
  setHandler(resubmitted, () => {
    isResubmitted = true;
  });

  return {
    async allClean() {
      while ((await steps.scanDocuments(application)) === 'infected') {
        // Not awaited: the page says so as well, and the customer may be quicker than the mail.
        void bestEffort(steps.requestDocuments(application));
        if (!(await condition(() => isResubmitted, replaceWithin))) return false;
        isResubmitted = false;
      }
      return true;
    },
  };
}
