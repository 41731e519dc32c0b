import type { IntakeActivities } from '#contract/index.ts';
import type { Intakes } from '#intake/intakes.ts';
import type { IntakeVaultSession } from '#intake/stored-types.ts';

const alarming = /chest pain|shortness of breath|unconscious/i;

export function createTriage(
  vault: IntakeVaultSession,
  intakes: Intakes,
): IntakeActivities['triage'] {
  return async (patient, findings) => {
    // With the patient: a report of another patient is not found, whatever reference the workflow
    // was given.
    const { outOfRange } = await vault.get('lab-findings', findings, patient);
    const { complaint } = await vault.get('patient-details', patient, patient);
    const reasons = [...outOfRange, ...(alarming.test(complaint) ? ['complaint'] : [])];
    const urgency = reasons.length > 0 ? 'urgent' : 'routine';
    await vault.put('triage', { subject: patient, value: { urgency, reasons } });
    await intakes.conclude(patient, urgency);
    return urgency;
  };
}
