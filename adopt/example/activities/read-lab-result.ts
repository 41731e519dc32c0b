import { text } from 'node:stream/consumers';
import type { IntakeActivities } from '#contract/index.ts';
import { failure } from '#infra/temporal/failures.ts';
import type { IntakeVaultSession } from '#intake/stored-types.ts';

/** A lab result is a text file with a line for each value: `name;value;low;high`. */
export function createReadLabResult(vault: IntakeVaultSession): IntakeActivities['readLabResult'] {
  return async (patient) => {
    const [document] = await vault.listDocuments(patient);
    // A constant type and text: the failure enters history, and the file's name must not.
    if (!document) throw failure('LabResultUnreadable', { nonRetryable: true });
    const { content } = await vault.getDocument(document.ref);
    const outOfRange = findOutOfRange(await text(content));
    // A retry finds the first attempt's record: there is one of the type for each patient.
    return await vault.put('lab-findings', { subject: patient, value: { outOfRange } });
  };
}

function findOutOfRange(result: string): string[] {
  const rows = result.split(/\r?\n/).map((line) => line.split(';'));
  return rows.flatMap(([name = '', ...numbers]) => {
    const [value = NaN, low = NaN, high = NaN] = numbers.map(Number);
    return value < low || value > high ? [name.slice(0, 200)] : [];
  });
}
