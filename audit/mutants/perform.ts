/** A scenario on a mutant: it may end as usual, at a guard, or not at all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { signIn, type PortalClient } from '#apps/portal/client/portal-client.ts';
import type { ApplicationRef } from '#contract/index.ts';
import type { Planting } from '../scenarios/planting.ts';
import type { Evidence } from './evidence.ts';
import { scenarios, type ScenarioName, type Users } from './scenarios.ts';
import type { Subject } from './subject.ts';

interface Performance {
  scenario: ScenarioName;
  subject: Subject;
  planting: Planting;
  /** The trial that canaries belong to. */
  of: string;
  operator: Client;
  evidence(): Promise<Evidence[]>;
}

/** Longer than any scenario takes. What is refused for ever, without evidence, ends here. */
const timeoutMs = 60_000;
/** After a refusal users may wait for ever, so the processes get this long to report it. */
const afterRefusalMs = 1_000;

/**
 * Runs a scenario until it completes, is refused, or times out. Returns its application if it
 * completed.
 */
export async function perform(performance: Performance): Promise<ApplicationRef | undefined> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const completed = complete(performance, timeout).catch(() => undefined);
  const refused = async (): Promise<undefined> => {
    while (!timeout.aborted && (await performance.evidence()).length === 0) await sleep(300);
    await Promise.race([completed, sleep(afterRefusalMs)]);
  };
  return Promise.race([completed, refused()]);
}

async function complete(performance: Performance, timeout: AbortSignal) {
  const { scenario, operator } = performance;
  const application = await scenarios[scenario](await signInUsers(performance, timeout));
  // The timeline ends a moment before the workflow, which may still have something to report.
  const isOpen = async (id: string): Promise<boolean> =>
    (await operator.workflow.getHandle(id).describe()).status.name === 'RUNNING';
  const isSubmitted = scenario !== 'draft';
  while (application && isSubmitted && (await isOpen(application)))
    await sleep(100, undefined, { signal: timeout });
  return application;
}

async function signInUsers(
  { subject, planting, of }: Performance,
  timeout: AbortSignal,
): Promise<Users> {
  const { portal, signIns } = subject.endpoints;
  const as = (role: string): Promise<PortalClient> =>
    signIn(portal.url, signIns.find((user) => user.role === role) ?? { email: '', password: '' });
  const [customer, reviewer] = await Promise.all([as('customer'), as('reviewer')]);
  return {
    ...{ customer, reviewer, planting, of },
    async until(application, code) {
      while (!(await hasReached(customer, application, code)))
        await sleep(100, undefined, { signal: timeout });
    },
  };
}

/** Reads the page and not the live timeline, which a mutant may have broken. */
async function hasReached(
  customer: PortalClient,
  application: ApplicationRef,
  code: string,
): Promise<boolean> {
  const answer = await customer.get(`/applications/${application}`);
  const { ended, timeline } = (await answer.json()) as {
    ended: boolean;
    timeline: { code: string }[];
  };
  return ended || timeline.some((entry) => entry.code === code);
}
