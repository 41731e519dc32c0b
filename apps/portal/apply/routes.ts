import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { actorOf, applicationOf, customersOnly, signedIn } from '../http/access.ts';
import { smallBody } from '../http/body.ts';
import { PortalError } from '../http/errors.ts';
import { loanLimits } from '#lending/index.ts';
import { enteredAgain, readApplication } from './forms.ts';
import { applicationView } from './application-view.ts';
import type { RouteDependencies } from '../http/dependencies.ts';

/** What the page offers. */
const offer = { terms: loanLimits.termMonths };

const newPage = { view: 'application-new', title: 'Apply for a loan', data: {} };

export function createApplicationRoutes(deps: RouteDependencies): Router {
  const { respond, applications, submissions, eventStreams } = deps;
  const routes = Router();
  const customer = [signedIn, customersOnly];

  routes.get('/applications', ...customer, async (req, res) => {
    const own = await applications.listOwn(actorOf(res));
    const data = { applications: own.map(({ owner: _mine, ...application }) => application) };
    respond.page(req, res, { view: 'applications', title: 'Your applications', data });
  });

  routes.get('/applications/new', ...customer, (req, res) => {
    const form = { ...offer, entered: { idempotencyKey: randomUUID() } };
    respond.page(req, res, { ...newPage, form });
  });

  routes.post('/applications', ...customer, ...smallBody, async (req, res) => {
    try {
      const { idempotencyKey, details } = readApplication(req.body);
      const ref = await submissions.open(actorOf(res), idempotencyKey, details);
      respond.done(req, res, {
        location: `/applications/${ref}/documents`,
        status: 201,
        data: { ref },
      });
    } catch (error) {
      if (!(error instanceof PortalError && error.fields)) throw error;
      const form = {
        ...offer,
        entered: { idempotencyKey: randomUUID(), ...enteredAgain(req.body) },
      };
      respond.formAgain(req, res, { ...newPage, form }, error);
    }
  });

  routes.get('/applications/:ref', ...customer, async (req, res) => {
    const data = await applicationView(deps, actorOf(res), applicationOf(req));
    respond.page(req, res, { view: 'application', title: 'Your application', data });
  });

  routes.get('/applications/:ref/events', ...customer, async (req, res) => {
    await eventStreams.open(req, res, { actor: actorOf(res), application: applicationOf(req) });
  });

  routes.post('/applications/:ref/submit', ...customer, async (req, res) => {
    const ref = applicationOf(req);
    const { started } = await submissions.submit(actorOf(res), ref);
    respond.done(req, res, { location: `/applications/${ref}`, data: { ref, started } });
  });

  routes.post('/applications/:ref/withdraw', ...customer, async (req, res) => {
    const ref = applicationOf(req);
    const { was } = await submissions.withdraw(actorOf(res), ref);
    const location = was === 'draft' ? '/applications' : `/applications/${ref}`;
    respond.done(req, res, { location, data: { ref } });
  });

  return routes;
}
