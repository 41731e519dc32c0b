import type { SampleApplication } from '#lending/samples/application.ts';

const taken = new Set<string>();

/**
 * Draws applications until one has a date of birth that no earlier one has. There are only about
 * 14,000 of them: among a hundred applications two would share one in every third audit, and the
 * search could not tell whose value it had found.
 */
export async function drawUnlike<T extends { application: SampleApplication }>(
  draw: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const drawn = await draw();
    const { dateOfBirth } = drawn.application.form;
    if (taken.has(dateOfBirth)) continue;
    taken.add(dateOfBirth);
    return drawn;
  }
}
