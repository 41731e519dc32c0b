/** The alternatives to the product: each scenario through each of them, with its own values. */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomInt } from 'node:crypto';
import { drawUnlike } from '../ledger/unlike.ts';
import type { Submitted } from '../search/submitted.ts';
import {
  approaches,
  scenarios,
  type Approach,
  type RunReport,
  type RunRequest,
  type Scenario,
} from '#comparison/approaches/contract.ts';
import type { ComparisonEndpoints } from '#comparison/launch.ts';
import { makeSubmission } from '#comparison/approaches/submission.ts';

/** The product itself is exercised through the portal, and more thoroughly (by-reference.ts). */
const others = approaches.filter((approach) => approach !== 'by-reference');

/** A bureau outage hits every application, so nothing else may run at the same time. */
export const disturbing: readonly Scenario[] = ['bureau-outage'];
export const quiet = scenarios.filter((scenario) => !disturbing.includes(scenario));

/**
 * Runs scenarios and returns the values submitted. The data does not travel: both sides make it
 * from the same seed.
 * @throws Error when the process cannot run a scenario
 */
export async function plantApproaches(
  { approaches: { url, apiKey } }: Pick<ComparisonEndpoints, 'approaches'>,
  wanted: readonly Scenario[],
  say: (line: string) => void,
): Promise<Submitted[]> {
  const values: Submitted[] = [];
  for (const scenario of wanted) {
    // All approaches at once: that is as many as the process accepts.
    const planted = await Promise.all(
      others.map((approach) => runOne({ url, apiKey }, approach, scenario)),
    );
    values.push(...planted.flat());
    say(`${others.join(', ')}: ${scenario}`);
  }
  return values;
}

interface Server {
  url: string;
  apiKey: string;
}

async function runOne(
  server: Server,
  approach: Approach,
  scenario: Scenario,
): Promise<Submitted[]> {
  const { request, ledger } = await drawUnlike(async () => {
    const data = 'canary';
    const request: RunRequest = {
      seed: randomInt(2 ** 32),
      data,
      scenario,
      approaches: [approach],
    };
    return { request, ...(await makeSubmission(request)) };
  });
  const { id } = await ask<{ id: string }>(server, 'POST', '/runs', request);
  await untilEnded(server, id, `${approach}, ${scenario}`);
  return ledger.map((value) => ({ ...value, of: `${approach}/${scenario}` }));
}

async function untilEnded(server: Server, id: string, what: string): Promise<void> {
  for (;;) {
    const { columns } = await ask<RunReport>(server, 'GET', `/runs/${id}`);
    if (columns.some(({ state }) => state === 'failed'))
      throw new Error(`the approaches process could not run ${what}`);
    if (columns.every(({ state }) => state === 'ended')) return;
    await sleep(300);
  }
}

async function ask<T>(
  { url, apiKey }: Server,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const headers = {
    Accept: 'application/json',
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
  };
  const answer = await fetch(new URL(path, url), {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`the approaches process answered ${answer.status}`);
  return (await answer.json()) as T;
}
