/** Activities that put data where it does not belong. Never copy from here. */
import { Context, heartbeat, log } from '@temporalio/activity';
import { ApplicationFailure, RawValue, rawValueTypeInfo } from '@temporalio/common';
import { failure } from '../../failures.ts';
import { canary } from './canary.ts';

export const leakyActivities = {
  notifyCustomer: async () => {},
  // Of a step that asks no bureau.
  async readDecision() {
    throw failure('BureauUnavailable', { nonRetryable: true });
  },
  async requestReview() {
    throw new (class BureauUnavailable extends Error {})();
  },
  async scanDocuments() {
    await Promise.reject(
      Object.assign(new Error(canary, { cause: new Error(canary) }), { detail: canary }),
    );
  },
  async validateApplication() {
    const cause = new Error(canary);
    await Promise.reject(
      ApplicationFailure.create({
        message: canary,
        type: canary,
        details: [{ ssn: canary }],
        cause,
      }),
    );
  },
  extractFields: async () => ({ ssn: canary }),
  // Goes around the payload converter: only the codec can catch it.
  verifyIdentity: Object.assign(async () => new RawValue(canary), {
    activityDefinitionOptions: { typeInfo: { outputType: rawValueTypeInfo } },
  }),
  async scoreRisk() {
    heartbeat({ ssn: canary });
    await Context.current().sleep('2 seconds');
  },
  async remindReviewers() {
    log.warn(canary, { ssn: canary });
  },
  async renderLetter() {
    const { client, info } = Context.current();
    await client.workflowService.startWorkflowExecution({
      namespace: 'default',
      workflowId: `${canary} ${info.workflowExecution?.workflowId}`,
      workflowType: { name: 'nothing' },
      taskQueue: { name: 'nowhere' },
      requestId: info.activityId,
    });
  },
};
