/** A scenario on a mutant: it may end as always, or at a guard, or not at all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { signIn, type PortalClient } from '#apps/portal/client/portal-client.ts';
import type { ApplicationRef } from '#contract/index.ts';
import type { Evidence } from './evidence.ts';
import type { Planting } from './planting.ts';
import { scenarios, type Cast, type ScenarioName } from './scenarios.ts';
import type { Subject } from './subject.ts';

interface Stage {
  subject: Subject;
  planting: Planting;
  operator: Client;
  evidence(): Promise<Evidence[]>;
}

/** More than any scenario takes; what is refused for ever, and not seen to be refused, ends here. */
const patienceMs = 60_000;
/** For what was refused to be told by everybody, where people would wait for ever. */
const afterRefusalMs = 1_000;

/** Lets people do what they do until it is done, or refused, or hopeless. Gives the application, if it was done. */
export async function perform(
  scenario: ScenarioName,
  stage: Stage,
): Promise<ApplicationRef | undefined> {
  const over = AbortSignal.timeout(patienceMs);
  const performed = toTheEnd(scenario, stage, over).catch(() => undefined);
  const refused = async (): Promise<undefined> => {
    while (!over.aborted && (await stage.evidence()).length === 0) await sleep(300);
    await Promise.race([performed, sleep(afterRefusalMs)]);
  };
  return Promise.race([performed, refused()]);
}

async function toTheEnd(scenario: ScenarioName, stage: Stage, over: AbortSignal) {
  const application = await scenarios[scenario](await assemble(stage, over));
  // The end of the timeline comes a moment before that of the workflow, which may still have something to say.
  const isOpen = async (id: string): Promise<boolean> =>
    (await stage.operator.workflow.getHandle(id).describe()).status.name === 'RUNNING';
  const isSubmitted = scenario !== 'draft';
  while (application && isSubmitted && (await isOpen(application)))
    await sleep(100, undefined, { signal: over });
  return application;
}

async function assemble({ subject, planting }: Stage, over: AbortSignal): Promise<Cast> {
  const { portal, signIns } = subject.endpoints;
  const as = (role: string): Promise<PortalClient> =>
    signIn(
      portal.url,
      signIns.find((person) => person.role === role) ?? { email: '', password: '' },
    );
  const [customer, reviewer] = await Promise.all([as('customer'), as('reviewer')]);
  return {
    ...planting,
    customer,
    reviewer,
    async until(application, code) {
      const isThere = async (): Promise<boolean> => {
        const answer = await customer.get(`/applications/${application}`);
        const { ended, timeline } = (await answer.json()) as {
          ended: boolean;
          timeline: { code: string }[];
        };
        return ended || timeline.some((entry) => entry.code === code);
      };
      while (!(await isThere())) await sleep(100, undefined, { signal: over });
    },
  };
}
