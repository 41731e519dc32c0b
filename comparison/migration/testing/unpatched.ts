/** The move as one must not deploy it: without `patched`, so that no older execution replays. */
import { proxyActivities } from '@temporalio/workflow';
import type { MigrationActivities } from '../contract.ts';

const { moveIntoVault } = proxyActivities<MigrationActivities>({ startToCloseTimeout: '1 minute' });

export function loanApplication(): Promise<string> {
  return moveIntoVault();
}
