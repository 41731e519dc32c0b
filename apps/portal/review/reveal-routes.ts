import { rateLimit } from 'express-rate-limit';
import { Router } from 'express';
import type { Pool } from 'pg';
import type { Applications } from '#lending/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import { smallBody } from '../http/body.ts';
import { toPortalError } from '../http/error-mapping.ts';
import { PortalError } from '../http/errors.ts';
import { enteredAgain, readForm } from '../http/forms.ts';
import { actorOf, applicationOf, userOf } from '../http/request.ts';
import type { Respond } from '../http/respond.ts';
import { createFailureStore } from '../sign-in/failures.ts';
import { throwUnlessRecent } from '../sign-in/recent.ts';
import { revealForm, shownSeconds } from './reveal.ts';
import type { Reveal } from './reveal.ts';

/** In an hour, by one reviewer: more than a review takes, and too few to collect numbers. */
const perHour = 20;

export function createRevealRoutes(deps: {
  pool: Pool;
  respond: Respond;
  applications: Applications;
  reveal: Reveal;
}): Router {
  const { pool, respond, applications, reveal } = deps;
  const routes = Router();
  const limited = rateLimit({
    windowMs: 60 * 60_000,
    limit: perHour,
    // The keys are random IDs of users: there is nothing to hide by a secret.
    store: createFailureStore(pool, 'reveals'),
    keyGenerator: (_req, res) => userOf(res).id,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_req, _res, next) => next(new PortalError('REVEAL_TOO_OFTEN')),
  });

  const formPage = (ref: ApplicationRef) => ({
    view: 'reveal',
    title: 'Show a number',
    data: { ref },
  });

  routes.get('/reviews/:ref/reveal', async (req, res) => {
    const { ref } = await applications.get(actorOf(res), applicationOf(req));
    const form = { entered: { idempotencyKey: newIdempotencyKey() } };
    respond.page(req, res, { ...formPage(ref), form });
  });

  routes.post('/reviews/:ref/reveal', ...smallBody, limited, async (req, res) => {
    const ref = applicationOf(req);
    try {
      const entered = readForm(revealForm, req.body);
      throwUnlessRecent(req);
      const value = await reveal(actorOf(res), ref, entered);
      // The browser leaves the page by itself, and keeps no copy (`no-store`).
      res.set('Refresh', `${shownSeconds}; url=/reviews/${ref}`);
      const data = { ref, field: entered.field, value, shownSeconds };
      respond.page(req, res, { view: 'revealed', title: 'A number', data });
    } catch (error) {
      const refusal = toPortalError(error);
      if (!refusal.fields && refusal.code !== 'SIGN_IN_AGAIN') throw error;
      const form = { entered: enteredAgain(req.body) };
      respond.formAgain(req, res, { ...formPage(ref), form }, refusal);
    }
  });

  return routes;
}
