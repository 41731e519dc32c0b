/**
 * A guarded worker for a test portal: the real workflow, with steps that do what the portal sees.
 */
import { createLogger } from '#infra/logging/logger.ts';
import { writeWorkflowBundle } from '#infra/temporal/bundle.ts';
import { createGuardedWorker } from '#infra/temporal/worker.ts';
import { oncePerRun, testTemporal } from '#test/testing/services.ts';
import { worker as actor } from '#lending/index.ts';
import { takeSteps } from '#lending/testing/steps.ts';
import type { EventCode } from '#lending/index.ts';
import { createReadDecision, createRequestReview } from '#activities/review.ts';
import { newReference } from '#vault/references.ts';
import type { ApplicationRef, LoanActivities } from '#contract/index.ts';
import type { TestPortal } from './portal.ts';

/** Refers every application to a reviewer. Returns the function that stops it. */
export async function startTestWorker({
  worker,
  taskQueue,
}: TestPortal): Promise<() => Promise<void>> {
  const codePath = await oncePerRun('workflow-bundle.js', writeWorkflowBundle);
  const running = await createGuardedWorker({
    activities: activitiesOf(worker),
    workflowBundle: { codePath },
    identity: 'worker',
    logger: createLogger({ name: 'worker', level: 'error' }),
    address: testTemporal().address,
    taskQueue,
  });
  const ended = running.run();
  return async () => {
    running.shutdown();
    await ended;
    await running.connection?.close();
  };
}

function activitiesOf({ vault, applications }: TestPortal['worker']): LoanActivities {
  const tell = (application: ApplicationRef, code: EventCode) =>
    applications.addEvent(actor, application, code);
  const report = async () => newReference('rpt');
  return {
    scanDocuments: async (application) => {
      await takeSteps({ vault, applications }, application, 'scanned');
      return 'clean';
    },
    requestDocuments: async () => {},
    validateApplication: async () => 'complete',
    extractFields: report,
    verifyIdentity: async () => ['confirmed', await report()],
    scoreRisk: async (application) => {
      await takeSteps({ vault, applications }, application, 'assessed');
      return ['refer', await report()];
    },
    requestReview: createRequestReview({
      note: tell,
      moveTo: (application, status) => applications.setStatus(actor, application, status),
    }),
    remindReviewers: async () => {},
    readDecision: createReadDecision({
      vault: vault('decision'),
      note: tell,
      lifeCycle: applications,
      actor,
    }),
    renderLetter: async () => newReference('ltr'),
    notifyCustomer: async () => {},
    recordOutcome: async (application, outcome) => {
      await applications.settle(actor, application, { outcome });
      await applications.setStatus(actor, application, outcome);
      await tell(application, outcome);
    },
  };
}
