/** One mutant, from its source to what came of it. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Submitted } from '../search/ledger.ts';
import { search, type Finding } from '../search/search.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { inHistories, inLog, logLines, type Evidence } from './evidence.ts';
import type { Mutant } from './mutant.ts';
import { searchPlaces } from './places.ts';
import { createPlanting, type Planting } from './planting.ts';
import { perform } from './perform.ts';
import type { ScenarioName } from './scenarios.ts';
import type { Services } from './services.ts';
import { buildBundle, startSubject, type Subject } from './subject.ts';
import { changesOf, isInBundle, writeMutant } from './tree.ts';

export interface Trial {
  /** Of folders and of a database. */
  id: string;
  /** None: the control, which must be found clean. */
  mutant?: Mutant;
  scenario: ScenarioName;
}

export interface Result {
  findings: Finding[];
  evidence: Evidence[];
  /** How far the line came: never ran, ran, or ran and had something to leak. */
  line: 'idle' | 'ran' | 'leaking';
  /** What it was about. */
  application: ApplicationRef | undefined;
}

export interface Laboratory {
  services: Services;
  /** Whoever runs Temporal: without any guard. */
  operator: Client;
  /** An application that was processed before, to show that the search sees. */
  landmark?: ApplicationRef;
}

/** Applies a mutant to a copy of the sources, runs them, and looks what came of it. */
export async function run(laboratory: Laboratory, trial: Trial): Promise<Result> {
  const { services, operator } = laboratory;
  const planting = createPlanting(trial.id);
  const subject = await prepare(services, trial, planting);
  const began = new Date();
  const evidence = async (): Promise<Evidence[]> => [
    ...inLog(await linesOf(subject)),
    ...(await inHistories(operator, await idsOfWorkflows(operator, began))),
  ];
  try {
    if (!subject.started) return { ...(await notStarted(subject)), application: undefined };
    const application = await perform(trial.scenario, { subject, planting, operator, evidence });
    await subject.stop();
    const findings = await searchPlaces(subject, {
      folder: services.folder,
      application: laboratory.landmark ?? application ?? '',
      ledger: planting.ledger,
    });
    return {
      findings,
      evidence: await evidence(),
      line: await lineOf(subject, planting.ledger),
      application,
    };
  } finally {
    await subject.stop();
    await endWorkflows(operator, began);
  }
}

async function prepare(
  services: Services,
  { id, mutant }: Trial,
  planting: Planting,
): Promise<Subject> {
  const folder = join(services.folder, 'trials', id);
  await mkdir(folder, { recursive: true });
  const tree = join(folder, 'tree');
  await writeMutant(tree, mutant, planting.inCode);
  const isRebuilt = mutant && mutant.bundle !== 'left over' && changesOf(mutant).some(isInBundle);
  const bundle = isRebuilt ? await buildBundle(tree, join(folder, 'bundle.js')) : undefined;
  return startSubject(services, { id, folder, tree, bundle });
}

async function linesOf({ endpoints: { logs } }: Subject) {
  return [...(await logLines(logs.portal)), ...(await logLines(logs.worker))];
}

/** Or the next mutant's worker would go on with them. */
async function endWorkflows(operator: Client, since: Date): Promise<void> {
  for (const id of await idsOfWorkflows(operator, since)) {
    const ending = operator.workflow.getHandle(id).terminate();
    await ending.catch(() => {});
  }
}

async function idsOfWorkflows(operator: Client, since: Date): Promise<string[]> {
  const ids: string[] = [];
  const query = `StartTime >= '${since.toISOString()}'`;
  for await (const { workflowId } of operator.workflow.list({ query })) ids.push(workflowId);
  return ids;
}

/** A worker that refuses its bundle says so; anything else that does not start is no verdict. */
async function notStarted({
  endpoints,
}: Subject): Promise<Pick<Result, 'findings' | 'evidence' | 'line'>> {
  const log = await readFile(endpoints.logs.worker, 'utf8');
  const isRefused = log.includes('BUNDLE_NOT_GUARDED');
  const evidence = isRefused ? [{ guard: 'bundle stamp', seen: 'worker: BUNDLE_NOT_GUARDED' }] : [];
  return { findings: [], evidence, line: isRefused ? 'leaking' : 'idle' };
}

/** How far the line came: what it handed to `leaked` is searched like any other place. */
async function lineOf(subject: Subject, ledger: Submitted[]): Promise<Result['line']> {
  // In the sandbox nothing can leak but the word that is written there.
  if ((await linesOf(subject)).some(({ code }) => code === 'MutantReached')) return 'leaking';
  const handed = await readFile(subject.reached).catch(() => undefined);
  if (!handed) return 'idle';
  const landmark = 'what the line was given';
  async function* read(): AsyncGenerator<Uint8Array> {
    yield Buffer.concat([Buffer.from(landmark), handed ?? Buffer.alloc(0)]);
  }
  const { findings } = await search([{ name: 'the line', landmark, read }], ledger);
  return findings.length > 0 ? 'leaking' : 'ran';
}
