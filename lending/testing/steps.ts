/** The events of the steps, for tests in which what the steps do does not matter. */
import type { ApplicationRef } from '#contract/index.ts';
import { worker } from '../actors.ts';
import type { Applications, EventCode } from '../life-cycle.ts';
import type { LoanVaultSession } from '../stored-types.ts';

const inOrder = [
  'scanned',
  'validated',
  'extracted',
  'identity-checked',
  'assessed',
] as const satisfies EventCode[];

export type AssessmentStep = (typeof inOrder)[number];

/**
 * Finds every document clean, and takes the steps of the process up to this one, by name only.
 * @param vault as the worker's
 */
export async function takeSteps(
  { vault, applications }: { vault: LoanVaultSession; applications: Applications },
  application: ApplicationRef,
  upTo: AssessmentStep,
): Promise<void> {
  for (const { ref, verdict } of await vault.listDocuments(application))
    if (verdict === null) await vault.recordVerdict(ref, 'clean');
  for (const code of inOrder.slice(0, inOrder.indexOf(upTo) + 1))
    await applications.addEvent(worker, application, code);
}
