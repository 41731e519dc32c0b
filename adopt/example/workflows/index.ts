/** What the workflow bundle offers. */
export { patientIntake } from './patient-intake.ts';
