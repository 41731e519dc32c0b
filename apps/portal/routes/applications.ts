import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Router } from 'express';
import type { Actor, ApplicationDetails } from '#vault/index.ts';
import type { ApplicationRef } from '#workflows/contract.ts';
import { actorOf, applicationOf, customersOnly, signedIn } from '../access.ts';
import { smallBody } from '../body.ts';
import { PortalError } from '../errors.ts';
import { applicationForm, enteredAgain, readApplication } from '../forms.ts';
import { submit } from '../submissions.ts';
import { applicationView } from './application-view.ts';
import type { RouteDependencies } from './dependencies.ts';

const newPage = { view: 'application-new', title: 'Apply for a loan', data: {} };

export function createApplicationRoutes(deps: RouteDependencies): Router {
  const { respond, vault, applications, processing, eventStreams } = deps;
  const routes = Router();
  const customer = [signedIn, customersOnly];

  routes.get('/applications', ...customer, async (req, res) => {
    const own = await applications.listOwn(actorOf(res));
    const data = { applications: own.map(({ owner: _mine, ...application }) => application) };
    respond.page(req, res, { view: 'applications', title: 'Your applications', data });
  });

  routes.get('/applications/new', ...customer, (req, res) => {
    const form = { ...applicationForm, entered: { idempotencyKey: randomUUID() } };
    respond.page(req, res, { ...newPage, form });
  });

  routes.post('/applications', ...customer, ...smallBody, async (req, res) => {
    try {
      const { idempotencyKey, details } = readApplication(req.body);
      const ref = await openApplication(actorOf(res), idempotencyKey, details);
      respond.done(req, res, { location: `/applications/${ref}/documents`, status: 201, data: { ref } });
    } catch (error) {
      if (!(error instanceof PortalError && error.fields)) throw error;
      const form = {
        ...applicationForm,
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
    const { started } = await submit(deps, actorOf(res), ref);
    respond.done(req, res, { location: `/applications/${ref}`, data: { ref, started } });
  });

  routes.post('/applications/:ref/withdraw', ...customer, async (req, res) => {
    const ref = applicationOf(req);
    await withdraw(actorOf(res), ref);
    respond.done(req, res, { location: `/applications/${ref}`, data: { ref } });
  });

  /** Opens a draft and stores the details. Sent twice, it is one application; sent again with other answers, none. */
  async function openApplication(
    actor: Actor,
    key: string,
    value: ApplicationDetails,
  ): Promise<ApplicationRef> {
    const session = vault.as(actor);
    const application = await session.openApplication(actor.id, key);
    await session.put('application-details', { application, value });
    const kept = await session.get('application-details', application);
    if (!isDeepStrictEqual(kept, value)) throw new PortalError('FORM_SENT_BEFORE');
    return application;
  }

  async function withdraw(actor: Actor, ref: ApplicationRef): Promise<void> {
    const { status } = await applications.get(actor, ref);
    if (status === 'draft') return discardDocuments(actor, ref);
    if (status !== 'submitted' && status !== 'in-review') throw new PortalError('APPLICATION_ENDED');
    await processing.withdraw(ref);
    await applications.markStarted(ref);
  }

  /** A draft that is not submitted is removed by the sweeper within a day; its documents need not wait. */
  async function discardDocuments(actor: Actor, ref: ApplicationRef): Promise<void> {
    const documents = await vault.as(actor).listDocuments(ref);
    for (const { ref: document } of documents) {
      if (document.startsWith('doc_')) await vault.as(actor).removeDocument(document as `doc_${string}`);
    }
  }

  return routes;
}
