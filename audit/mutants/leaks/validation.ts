/** A step that has a date of birth in hand, and may open an SSN. */
export const validation = {
  file: 'activities/validate-application.ts',
  from: "const { dateOfBirth } = await vault.get('identity', application);",
  scenario: 'approved',
} as const;
