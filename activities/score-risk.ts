import type { ApplicationRef, LoanActivities, ReportRef } from '#contract/index.ts';
import { assess } from './risk/assess.ts';
import { storeOnce } from './tools.ts';
import type { Tools } from './tools.ts';

/**
 * Scores the risk from the reports that the workflow has gathered: the extraction's, and the
 * bureau's if it answered. Their references came through Temporal, whose operator could substitute
 * another application's: the vault is asked for this application's only.
 */
export function createScoreRisk({ vault, note }: Tools<'scoreRisk'>): LoanActivities['scoreRisk'] {
  async function gather(application: ApplicationRef, [extraction, identity]: ReportRef[]) {
    return {
      finances: await vault.get('finances', application),
      extraction: await vault.get('extraction-report', extraction ?? application, application),
      identity: identity && (await vault.get('identity-report', identity, application)),
    };
  }

  return async (application, reports) => {
    if (reports.length < 2) await note(application, 'identity-unavailable');
    const { ref, value } = await storeOnce(vault, 'risk-assessment', application, async () =>
      assess(await gather(application, reports)),
    );
    await note(application, 'assessed');
    return [value.recommendation, ref];
  };
}
