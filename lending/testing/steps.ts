/** The events of the steps, for tests in which what the steps do does not matter. */
import type { ApplicationRef, StepPurpose } from '#contract/index.ts';
import { worker as actor } from '../actors.ts';
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
 * @param worker what the worker uses
 */
export async function takeSteps(
  worker: { vault(purpose: StepPurpose): LoanVaultSession; applications: Applications },
  application: ApplicationRef,
  upTo: AssessmentStep,
): Promise<void> {
  const scanner = worker.vault('scanning');
  for (const { ref, verdict } of await scanner.listDocuments(application))
    if (verdict === null) await scanner.recordVerdict(ref, 'clean');
  for (const code of inOrder.slice(0, inOrder.indexOf(upTo) + 1))
    await worker.applications.addEvent({ ...actor, purpose: 'scanning' }, application, code);
}
