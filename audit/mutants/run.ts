/** One mutant, from its sources to the result. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { ApplicationRef } from '#contract/index.ts';
import { canaryWord } from '#lending/samples/canary.ts';
import { fakeSsn } from '#lending/samples/form.ts';
import { createRandom } from '#lending/samples/random.ts';
import { createPlanting, type Planting } from '../scenarios/planting.ts';
import type { Submitted } from '../search/submitted.ts';
import type { Finding } from '../search/search.ts';
import { asDigits } from '../search/spellings.ts';
import type { PlantedInCode } from './change.ts';
import { evidenceIn, logLines, type Evidence } from './evidence.ts';
import { readFailures } from './failures.ts';
import { changesOf, isInBundle, type Mutant } from './mutant.ts';
import { searchPlaces } from './places.ts';
import { receivedIn, type Received } from './received.ts';
import { perform } from './perform.ts';
import type { ScenarioName } from './scenarios.ts';
import type { Services } from './services.ts';
import { buildBundle, startSubject, type Subject } from './subject.ts';
import { writeMutant } from './tree.ts';

export interface Trial {
  /** Names the folders and the database. */
  id: string;
  /** Without a mutant it is the control, which must be clean. */
  mutant?: Mutant;
  scenario: ScenarioName;
}

export interface Result {
  findings: Finding[];
  evidence: Evidence[];
  line: Received['line'];
  /** The application of the scenario, if it completed. */
  application: ApplicationRef | undefined;
}

export interface Laboratory {
  services: Services;
  /** Temporal’s operator, who is bound by no guard. */
  operator: Client;
  /** An application that was processed earlier, which shows that the search can see. */
  landmark?: ApplicationRef;
}

/**
 * Applies a mutant to a copy of the sources, runs the scenario on it, and collects what came of it.
 */
export async function run(laboratory: Laboratory, trial: Trial): Promise<Result> {
  const { services, operator } = laboratory;
  const planting = createPlanting();
  const subject = await prepare(services, trial, plantInCode(planting, trial.id));
  const began = new Date();
  const evidence = async (): Promise<Evidence[]> =>
    evidenceIn(
      await linesOf(subject),
      await readFailures(operator, await idsOfWorkflows(operator, began)),
    );
  try {
    if (!subject.started) return { ...(await notStarted(subject)), application: undefined };
    const { scenario, id: of } = trial;
    const application = await perform({ scenario, subject, planting, of, operator, evidence });
    await subject.stop();
    const { line, made } = await receivedBy(subject, planting.ledger);
    const findings = await searchPlaces(subject, {
      folder: services.folder,
      application: laboratory.landmark ?? application ?? '',
      ledger: [...planting.ledger, ...made],
    });
    return { findings, evidence: await evidence(), line, application };
  } finally {
    await subject.stop();
    await endWorkflows(operator, began);
  }
}

/** Values for mutants whose line has nothing to leak. */
function plantInCode(planting: Planting, of: string): PlantedInCode {
  const random = createRandom();
  const planted = { word: canaryWord(random), ssn: fakeSsn(random) };
  planting.value('word in the code', planted.word, of);
  planting.value('SSN in the code', planted.ssn, of, asDigits(3, 2, 4));
  return planted;
}

async function prepare(
  services: Services,
  { id, mutant }: Trial,
  planted: PlantedInCode,
): Promise<Subject> {
  const folder = join(services.folder, 'trials', id);
  await mkdir(folder, { recursive: true });
  const tree = join(folder, 'tree');
  await writeMutant(tree, mutant, planted);
  const isRebuilt = mutant && mutant.bundle !== 'left over' && changesOf(mutant).some(isInBundle);
  const bundle = isRebuilt ? await buildBundle(tree, join(folder, 'bundle.js')) : undefined;
  return startSubject(services, { id, folder, tree, bundle });
}

async function linesOf({ endpoints: { logs } }: Subject) {
  return [...(await logLines(logs.portal)), ...(await logLines(logs.worker))];
}

/** The next mutant's worker would continue them otherwise. */
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

/** A worker that refuses its bundle logs so; any other failure to start proves nothing. */
async function notStarted({
  endpoints,
}: Subject): Promise<Pick<Result, 'findings' | 'evidence' | 'line'>> {
  const log = await readFile(endpoints.logs.worker, 'utf8');
  const isRefused = log.includes('BUNDLE_NOT_GUARDED');
  const evidence = isRefused ? [{ guard: 'bundle stamp', seen: 'worker: BUNDLE_NOT_GUARDED' }] : [];
  return { findings: [], evidence, line: isRefused ? 'leaking' : 'idle' };
}

async function receivedBy(subject: Subject, ledger: readonly Submitted[]): Promise<Received> {
  // In the sandbox only the planted word can leak.
  if ((await linesOf(subject)).some(({ code }) => code === 'MutantReached'))
    return { line: 'leaking', made: [] };
  return receivedIn(await readFile(subject.reached, 'utf8').catch(() => ''), ledger);
}
