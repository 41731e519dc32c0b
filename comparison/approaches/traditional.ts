/** The application processed in the request that submits it: no orchestrator, no store. */
import { createByValueActivities } from '../by-value/index.ts';
import type { ByValueDependencies, StepContext } from '../by-value/tools.ts';
import type {
  ByValueActivities,
  LoanApplication,
  Outcome,
  RiskAssessment,
} from '../naive/contract.ts';
import { loanApplicationOf } from './loan-application.ts';
import type { Runner } from './runner.ts';
import type { Submission } from './submission.ts';

/** Asks a reviewer. The request waits for the answer in memory, as long as it takes. */
type AskReviewer = () => Promise<Outcome>;

interface Decided {
  outcome: Outcome;
  assessment?: RiskAssessment;
}

/** @param log what the steps log with */
export function createTraditionalRunner(
  dependencies: ByValueDependencies,
  log: StepContext['log'],
): Runner {
  const abort = new AbortController();
  const steps = createByValueActivities(dependencies, () => ({
    cancellationSignal: abort.signal,
    // A request has no heartbeat.
    heartbeat: () => {},
    log,
  }));
  return {
    approach: 'traditional',
    prepare: async () => {},
    run: ({ application, review }) =>
      processInRequest(loanApplicationOf(application), steps, async () => outcomeOf(review)).catch(
        (error: unknown) => {
          log.error('The request failed', { error });
          return 'failed';
        },
      ),
    close: async () => abort.abort(),
  };
}

/**
 * Only this process holds the data and knows of the application: when it dies, both are gone. A
 * failed step fails the whole request, and the customer has to apply again.
 */
async function processInRequest(
  application: LoanApplication,
  steps: ByValueActivities,
  askReviewer: AskReviewer,
): Promise<Outcome> {
  const { details } = application;
  const { outcome, assessment } = await decideOn(application, steps, askReviewer);
  if (outcome === 'withdrawn') return outcome;
  const letter = await steps.renderLetter(details, outcome, assessment);
  await steps.notifyCustomer(details, letter);
  return outcome;
}

async function decideOn(
  application: LoanApplication,
  steps: ByValueActivities,
  askReviewer: AskReviewer,
): Promise<Decided> {
  const { details, documents } = application;
  if ((await steps.scanDocuments(documents)) === 'infected') return { outcome: 'declined' };
  if ((await steps.validateApplication(application)) === 'incomplete')
    return { outcome: 'declined' };
  const extraction = await steps.extractFields(application);
  const identity = await steps.verifyIdentity(details);
  const assessment = await steps.scoreRisk({ details, extraction, identity });
  const recommendation = identity.confirmed ? assessment.recommendation : 'refer';
  if (recommendation === 'approve') return { outcome: 'approved', assessment };
  if (recommendation === 'decline') return { outcome: 'declined', assessment };
  await steps.requestReview(details, assessment);
  return { outcome: await askReviewer(), assessment };
}

function outcomeOf(review: Submission['review']): Outcome {
  if (!review) throw new Error('the scenario has no reviewer, and the application was referred');
  if ('withdrawal' in review) return 'withdrawn';
  return review.decision === 'approve' ? 'approved' : 'declined';
}
