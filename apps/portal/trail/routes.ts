/** Who looked at what: for customers about their own application, and for auditors. */
import { Router } from 'express';
import type { Request, Response } from 'express';
import type { Pool } from 'pg';
import { searchTrail, trailActions, trailBreak, trailOf } from '#lending/index.ts';
import type { TrailEntry } from '#lending/index.ts';
import { toPortalError } from '../http/error-mapping.ts';
import { PortalError } from '../http/errors.ts';
import { enteredAgain, readForm } from '../http/forms.ts';
import { actorOf, applicationOf } from '../http/request.ts';
import type { Respond } from '../http/respond.ts';
import { toCsv } from './csv.ts';
import { searchForm } from './search-form.ts';
import { deedsOf } from './words.ts';

export function createTrailRoutes({ respond, pool }: { respond: Respond; pool: Pool }): Router {
  const routes = Router();

  routes.get('/applications/:ref/access', async (req, res) => {
    const entries = await entriesFor(req, res);
    const data = { ref: applicationOf(req), deeds: deedsOf(entries) };
    respond.page(req, res, { view: 'access', title: 'Who has opened your data', data });
  });

  routes.get('/trail', async (req, res) => {
    const page = (entries: TrailEntry[]) => ({
      view: 'trail',
      title: 'Audit trail',
      data: { entries },
      form: { entered: enteredAgain(req.query), actions: trailActions },
    });
    try {
      const found = await searchTrail(pool, actorOf(res), readForm(searchForm, req.query));
      respond.page(req, res, page(found));
    } catch (error) {
      const refusal = toPortalError(error);
      if (!refusal.fields) throw error;
      respond.formAgain(req, res, page([]), refusal);
    }
  });

  routes.get('/trail/:ref', async (req, res) => {
    const data = { ref: applicationOf(req), ...(await storyFor(req, res)) };
    respond.page(req, res, { view: 'story', title: 'One application’s trail', data });
  });

  routes.get('/trail/:ref/export.csv', async (req, res) => {
    const entries = await entriesFor(req, res);
    res.attachment(`${applicationOf(req)}.csv`).send(toCsv(entries));
  });

  routes.get('/trail/:ref/export.json', async (req, res) => {
    const story = await storyFor(req, res);
    res.attachment(`${applicationOf(req)}.json`).json({ subject: applicationOf(req), ...story });
  });

  async function entriesFor(req: Request, res: Response): Promise<TrailEntry[]> {
    const entries = await trailOf(pool, actorOf(res), applicationOf(req));
    if (entries.length === 0) throw new PortalError('NOT_FOUND');
    return entries;
  }

  async function storyFor(req: Request, res: Response) {
    const entries = await entriesFor(req, res);
    return { entries, brokenAt: await trailBreak(pool, applicationOf(req)) };
  }

  return routes;
}
