import { Client, Connection } from '@temporalio/client';
import type { ApplicationRef } from '#contract/index.ts';
import { MutantError } from './change.ts';
import { run, type Laboratory } from './run.ts';
import { scenarios, type ScenarioName } from './scenarios.ts';
import { startServices } from './services.ts';

/** Starts the services on which mutants run. */
export async function openLaboratory(): Promise<{
  laboratory: Laboratory;
  close(): Promise<void>;
}> {
  const services = await startServices();
  const { address } = services.endpoints.temporal;
  const connection = await Connection.connect({ address });
  return {
    laboratory: { services, operator: new Client({ connection }) },
    async close() {
      await connection.close();
      await services.stop();
    },
  };
}

/**
 * Runs every scenario on the unchanged sources. If anything is found or refused there, a mutant
 * would prove nothing. Returns the laboratory with the first application as the landmark for later
 * searches.
 * @throws MutantError when something is found or refused
 */
export async function withControl(laboratory: Laboratory): Promise<Laboratory> {
  let landmark: ApplicationRef | undefined;
  // The landmark must be known to Temporal, so an approved application comes first.
  const names = new Set<ScenarioName>(['approved', ...(Object.keys(scenarios) as ScenarioName[])]);
  for (const scenario of names) {
    const trial = { id: `control-${scenario}`, scenario };
    const { findings, evidence, application } = await run(
      withLandmark(laboratory, landmark),
      trial,
    );
    if (findings.length + evidence.length > 0)
      throw new MutantError(`the control is not clean: ${scenario}`);
    landmark ??= application;
  }
  return withLandmark(laboratory, landmark);
}

function withLandmark(laboratory: Laboratory, landmark: ApplicationRef | undefined): Laboratory {
  return { ...laboratory, ...(landmark && { landmark }) };
}
