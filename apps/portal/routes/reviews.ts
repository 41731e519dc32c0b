import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Router } from 'express';
import type { Actor, ExtractionReport, ReviewDecision } from '#vault/index.ts';
import type { ApplicationRef, DecisionRef } from '#workflows/contract.ts';
import { actorOf, applicationOf, reviewersOnly, signedIn } from '../access.ts';
import { smallBody } from '../body.ts';
import { asPortalError } from '../error-mapping.ts';
import { PortalError } from '../errors.ts';
import { enteredAgain, readDecision } from '../forms.ts';
import { applicationView } from './application-view.ts';
import type { RouteDependencies } from './dependencies.ts';

export function createReviewRoutes(deps: RouteDependencies): Router {
  const { respond, vault, applications, processing } = deps;
  const routes = Router();
  const reviewer = [signedIn, reviewersOnly];

  routes.get('/reviews', ...reviewer, async (req, res) => {
    const waiting = await applications.reviewQueue(actorOf(res));
    const data = { applications: waiting.map(({ owner: _owner, ...application }) => application) };
    respond.page(req, res, { view: 'reviews', title: 'Waiting for a decision', data });
  });

  routes.get('/reviews/:ref', ...reviewer, async (req, res) => {
    const page = await reviewPage(actorOf(res), applicationOf(req));
    respond.page(req, res, { ...page, form: { entered: { idempotencyKey: randomUUID() } } });
  });

  routes.post('/reviews/:ref/decision', ...reviewer, ...smallBody, async (req, res) => {
    const [actor, ref] = [actorOf(res), applicationOf(req)];
    try {
      const { idempotencyKey, ...entered } = readDecision(req.body);
      await mayDecide(actor, ref);
      const decision = await record(actor, ref, { ...entered, reviewer: actor.id }, idempotencyKey);
      await processing.decide(ref, decision);
      respond.done(req, res, { location: '/reviews', data: { ref, decision } });
    } catch (error) {
      const refusal = asPortalError(error);
      // What the reviewer wrote is lost only where there is nothing left to decide.
      if (!refusal.fields && refusal.code !== 'PROCESSING_UNAVAILABLE') throw error;
      const page = await reviewPage(actor, ref);
      respond.formAgain(req, res, { ...page, form: { entered: enteredAgain(req.body) } }, refusal);
    }
  });

  async function reviewPage(actor: Actor, ref: ApplicationRef) {
    const view = await applicationView(deps, actor, ref);
    const session = vault.as(actor);
    const [assessment, extraction, identity] = await Promise.all([
      session.find('risk-assessment', ref),
      session.find('extraction-report', ref),
      session.find('identity-report', ref),
    ]);
    const reports = {
      assessment: assessment?.value,
      extraction: extraction && withoutText(extraction.value),
      identity: identity?.value,
    };
    return { view: 'review', title: 'Review', data: { ...view, ...reports } };
  }

  async function mayDecide(actor: Actor, ref: ApplicationRef): Promise<void> {
    const { owner, status } = await applications.get(actor, ref);
    if (owner === actor.id) throw new PortalError('REVIEW_OWN_APPLICATION');
    if (status !== 'in-review') throw new PortalError('REVIEW_NOT_AWAITING');
  }

  /**
   * Records a decision. The form sent twice is one decision. Sent again with another decision, after Temporal did not
   * answer, it is another: the first write wins in the vault, and must not win over what the reviewer now says.
   */
  async function record(
    actor: Actor,
    application: ApplicationRef,
    value: ReviewDecision,
    key: string,
  ): Promise<DecisionRef> {
    const session = vault.as(actor);
    const ref = await session.put('review-decision', { application, value, idempotencyKey: key });
    if (isDeepStrictEqual(await session.get('review-decision', ref), value)) return ref;
    return session.put('review-decision', { application, value, idempotencyKey: randomUUID() });
  }

  return routes;
}

/** What was read in the documents may be an account number or a social security number: it is not shown. */
function withoutText({ documents, ...found }: ExtractionReport): object {
  return { ...found, documents: documents.map(({ text: _text, ...document }) => document) };
}
