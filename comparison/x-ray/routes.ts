import { randomInt } from 'node:crypto';
import { Router } from 'express';
import type { Request } from 'express';
import { approaches, scenarios } from '../approaches/contract.ts';
import type { Access } from '#apps/portal/access.ts';
import { userOf } from '#apps/portal/http/request.ts';
import { smallBody } from '#apps/portal/http/body.ts';
import { PortalError } from '#apps/portal/http/errors.ts';
import { toXrayError } from './errors.ts';
import { maxSeed, readRunForm } from './forms.ts';
import { xrayView } from './view.ts';
import type { Xray } from './approaches-client.ts';
import { createFollowRun } from './stream.ts';
import type { LiveStreams } from '#apps/portal/http/live-streams.ts';
import type { Respond } from '#apps/portal/http/respond.ts';

const newPage = { view: 'xray', title: 'X-ray', data: { approaches, scenarios } };

/** Whom the routes admit. The applications are made up, and still none but operators need them. */
export const xrayAccess: Access = {
  'GET /xray': ['operator'],
  'POST /xray/runs': ['operator'],
  'GET /xray/runs/:run': ['operator'],
  'GET /xray/runs/:run/events': ['operator'],
};

/** The same made-up application in each approach, and what Temporal holds of it. */
export function createXrayRoutes({
  respond,
  xray,
  liveStreams,
}: {
  respond: Respond;
  liveStreams: LiveStreams;
  xray: Xray | undefined;
}): Router {
  const routes = Router();

  if (!xray) {
    routes.get('/xray', (req, res) => {
      respond.page(req, res, {
        view: 'xray-not-running',
        title: 'X-ray',
        data: { running: false },
      });
    });
    const refuse = (): never => {
      throw toXrayError('XRAY_NOT_CONFIGURED');
    };
    routes.post('/xray/runs', refuse).get('/xray/runs/:run', refuse);
    return routes.get('/xray/runs/:run/events', refuse);
  }

  const followRun = createFollowRun({ xray, liveStreams });

  routes.get('/xray', (req, res) => {
    const entered = { scenario: scenarios[0], approaches, seed: randomInt(maxSeed) };
    respond.page(req, res, { ...newPage, form: { entered } });
  });

  routes.post('/xray/runs', ...smallBody, async (req, res) => {
    try {
      const run = await xray.start({ ...readRunForm(req.body), data: 'sample' });
      respond.done(req, res, { location: `/xray/runs/${run}`, status: 201, data: { run } });
    } catch (error) {
      if (!(error instanceof PortalError && error.fields)) throw error;
      const { scenario, seed, approaches: chosen } = req.body as Record<string, unknown>;
      const entered = { scenario, seed, approaches: [chosen].flat() };
      respond.formAgain(req, res, { ...newPage, form: { entered } }, error);
    }
  });

  routes.get('/xray/runs/:run', async (req, res) => {
    const report = await xray.report(runOf(req));
    respond.page(req, res, {
      view: 'xray-run',
      title: 'X-ray',
      data: report,
      form: xrayView(report),
    });
  });

  routes.get('/xray/runs/:run/events', async (req, res) => {
    await followRun(req, res, { userId: userOf(res).id, run: runOf(req) });
  });

  return routes;
}

/** `:run`. A malformed one is not looked up. */
function runOf(req: Request): string {
  const { run } = req.params;
  if (typeof run !== 'string' || !/^[\w-]{1,64}$/.test(run)) throw new PortalError('NOT_FOUND');
  return run;
}
