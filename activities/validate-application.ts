import type { LoanActivities } from '#workflows/contract.ts';
import type { Tools } from './tools.ts';
import { uploadsOf } from './uploads.ts';

/** One must be of age to enter into a loan. */
const minimumAge = 18;

/** Checks what the portal could not know or must not be trusted with. The shape of the details, the vault checks. */
export function createValidateApplication(tools: Tools): LoanActivities['validateApplication'] {
  const { vault, note, submittedAt } = tools;
  return async (application) => {
    const { dateOfBirth } = await vault.get('application-details', application);
    const types = new Set((await uploadsOf(vault, application)).map(({ type }) => type));
    const isOfAge = ageAt(await submittedAt(application), dateOfBirth) >= minimumAge;
    if (!isOfAge || !types.has('identity') || !types.has('bank-statement')) return 'incomplete';
    await note(application, 'validated');
    return 'complete';
  };
}

/** Full years from `birth` (an ISO date) to `day`. */
function ageAt(day: Date, birth: string): number {
  const today = day.toISOString().slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}
