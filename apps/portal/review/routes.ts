import { Router } from 'express';
import { needsTwoReviewers } from '#lending/index.ts';
import type { Applications, ExtractionReport, LoanVault } from '#lending/index.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { actorOf, applicationOf } from '../http/request.ts';
import { smallBody } from '../http/body.ts';
import { toPortalError } from '../http/error-mapping.ts';
import { enteredAgain, readForm } from '../http/forms.ts';
import type { Respond } from '../http/respond.ts';
import { throwUnlessRecent } from '../sign-in/recent.ts';
import { applicationView } from '../apply/application-view.ts';
import type { Decide } from './decide.ts';
import { decisionForm } from './decision-form.ts';

/** After these, the same decision can be sent again. */
const keepsForm: ReadonlySet<string> = new Set(['PROCESSING_UNAVAILABLE', 'SIGN_IN_AGAIN']);

export function createReviewRoutes(deps: {
  respond: Respond;
  vault: LoanVault;
  applications: Applications;
  decide: Decide;
}): Router {
  const { respond, vault, applications, decide } = deps;
  const routes = Router();

  routes.get('/reviews', async (req, res) => {
    const waiting = await applications.reviewQueue(actorOf(res));
    const data = { applications: waiting.map(({ owner: _owner, ...application }) => application) };
    respond.page(req, res, { view: 'reviews', title: 'Waiting for a decision', data });
  });

  routes.get('/reviews/:ref', async (req, res) => {
    const page = await reviewPage(actorOf(res), applicationOf(req));
    respond.page(req, res, { ...page, form: { entered: { idempotencyKey: newIdempotencyKey() } } });
  });

  routes.post('/reviews/:ref/decision', ...smallBody, async (req, res) => {
    const [actor, ref] = [actorOf(res), applicationOf(req)];
    try {
      const entered = readForm(decisionForm, req.body);
      throwUnlessRecent(req);
      const decided = await decide(actor, ref, entered);
      const location = decided.awaitsAnother ? `/reviews/${ref}` : '/reviews';
      respond.done(req, res, { location, data: { ref, ...decided } });
    } catch (error) {
      const refusal = toPortalError(error);
      // The reviewer's text is lost only if there is nothing left to decide.
      if (!refusal.fields && !keepsForm.has(refusal.code)) throw error;
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
    const approvals = await approvalsOf(actor, ref, view.details?.requestedCents ?? 0);
    return { view: 'review', title: 'Review', data: { ...view, ...reports, approvals } };
  }

  /** How far the two approvals of a large loan are; undefined for others. */
  async function approvalsOf(actor: Actor, ref: ApplicationRef, requestedCents: number) {
    if (!needsTwoReviewers(requestedCents)) return undefined;
    const approvers = await applications.approvers(actor, ref);
    return { given: approvers.length, isMine: approvers.includes(actor.id) };
  }

  return routes;
}

/** A document's text may hold an account number or a social security number: it is not shown. */
function withoutText({ documents, ...found }: ExtractionReport): object {
  return { ...found, documents: documents.map(({ text: _text, ...document }) => document) };
}
