import { Router } from 'express';
import { applicationForm } from '#lending/application-form.ts';
import { loanLimits } from '#lending/index.ts';
import type { Applications, LoanVault } from '#lending/index.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import { actorOf, applicationOf } from '../http/request.ts';
import { smallBody } from '../http/body.ts';
import { PortalError } from '../http/errors.ts';
import { enteredAgain, readForm } from '../http/forms.ts';
import type { Respond } from '../http/respond.ts';
import { requireRecentSignIn } from '../sign-in/recent.ts';
import type { EventStreams } from '../timeline/event-stream.ts';
import { applicationView } from './application-view.ts';
import type { OpenDraft } from './open-draft.ts';
import type { Submit } from './submit.ts';
import type { Withdraw } from './withdraw.ts';

/** The terms that the form offers, in months. */
const offer = { terms: loanLimits.termMonths };

const newPage = { view: 'application-new', title: 'Apply for a loan', data: {} };

export function createApplicationRoutes(deps: {
  respond: Respond;
  vault: LoanVault;
  applications: Applications;
  eventStreams: EventStreams;
  openDraft: OpenDraft;
  submit: Submit;
  withdraw: Withdraw;
}): Router {
  const { vault, respond, applications, eventStreams, openDraft, submit, withdraw } = deps;
  const routes = Router();

  routes.get('/applications', async (req, res) => {
    const own = await applications.listOwn(actorOf(res));
    const data = { applications: own.map(({ owner: _owner, ...application }) => application) };
    respond.page(req, res, { view: 'applications', title: 'Your applications', data });
  });

  routes.get('/applications/new', (req, res) => {
    const form = { ...offer, entered: { idempotencyKey: newIdempotencyKey() } };
    respond.page(req, res, { ...newPage, form });
  });

  routes.post('/applications', ...smallBody, async (req, res) => {
    try {
      const { idempotencyKey, details } = readForm(applicationForm, req.body);
      const ref = await openDraft(actorOf(res), idempotencyKey, details);
      const location = `/applications/${ref}/documents`;
      respond.done(req, res, { location, status: 201, data: { ref } });
    } catch (error) {
      if (!(error instanceof PortalError && error.fields)) throw error;
      const entered = { idempotencyKey: newIdempotencyKey(), ...enteredAgain(req.body) };
      respond.formAgain(req, res, { ...newPage, form: { ...offer, entered } }, error);
    }
  });

  routes.get('/applications/:ref', async (req, res) => {
    const [actor, ref] = [actorOf(res), applicationOf(req)];
    const view = await applicationView(deps, actor, ref);
    const disclosures = (await vault.as(actor).list('disclosure', ref)).map(({ value }) => {
      const { field, reason, at } = value;
      return { field, reason, at };
    });
    const data = { ...view, disclosures };
    respond.page(req, res, { view: 'application', title: 'Your application', data });
  });

  routes.get('/applications/:ref/events', async (req, res) => {
    await eventStreams.open(req, res, { actor: actorOf(res), application: applicationOf(req) });
  });

  routes.post('/applications/:ref/submit', async (req, res) => {
    const ref = applicationOf(req);
    const { started } = await submit(actorOf(res), ref);
    respond.done(req, res, { location: `/applications/${ref}`, data: { ref, started } });
  });

  routes.post('/applications/:ref/withdraw', requireRecentSignIn, async (req, res) => {
    const ref = applicationOf(req);
    const { was } = await withdraw(actorOf(res), ref);
    const location = was === 'draft' ? '/applications' : `/applications/${ref}`;
    respond.done(req, res, { location, data: { ref } });
  });

  return routes;
}
