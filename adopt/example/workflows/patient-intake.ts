/**
 * The intake, by reference: this code runs in Temporal's sandbox and sees references and routing
 * codes only.
 */
import type { PatientRef } from '#contract/index.ts';
import { steps } from './activity-options.ts';

export async function patientIntake(patient: PatientRef): Promise<'urgent' | 'routine'> {
  const findings = await steps.readLabResult(patient);
  return await steps.triage(patient, findings);
}
