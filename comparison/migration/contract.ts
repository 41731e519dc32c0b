import type { ApplicationRef } from '#contract/index.ts';

/** The step that takes an application out of history. */
export interface MigrationActivities {
  /**
   * Writes the application that the calling execution was started with to the vault and submits it
   * there. Returns its reference. The portal's sweeper starts the process by reference. Takes no
   * argument: an argument would put the data into history once more.
   */
  moveIntoVault(): Promise<ApplicationRef>;
}
