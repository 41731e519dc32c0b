/**
 * One set of routes, two representations: HTML for browsers, JSON for programs. Routes provide the
 * data; the format is chosen here and nowhere else.
 */
import type { Request, Response } from 'express';
import { sendProblem } from '#infra/http/problem.ts';
import type { Problem } from '#infra/http/problem.ts';
import type { PortalError } from './errors.ts';
import type { Render } from './view.ts';

export interface Page {
  /** A template in views/. */
  view: string;
  title: string;
  /**
   * For the template, and for programs as JSON. It must hold no more than the page shows.
   */
  data: object;
  /** For the template only: what a form needs, and a program does not. */
  form?: object;
}

export interface Respond {
  /** Shows a page. */
  page(req: Request, res: Response, page: Page): void;
  /** After a change: redirects browsers to `location`, and sends `data` to programs. */
  done(
    req: Request,
    res: Response,
    outcome: { location: string; status?: 200 | 201; data: object },
  ): void;
  /** Sends an error page to browsers, and an RFC 9457 problem document to programs. */
  refusal(req: Request, res: Response, error: PortalError): void;
  /** The same for a form: browsers get it back, with the errors beside its fields. */
  formAgain(req: Request, res: Response, page: Page, error: PortalError): void;
}

export function createRespond(render: Render): Respond {
  function html(
    req: Request,
    res: Response,
    { view, title, data, form }: Page,
    error?: PortalError,
  ): void {
    const { user, requestId } = res.locals;
    const errors = error?.fields ?? {};
    res
      .type('html')
      .send(
        render(view, { ...data, ...form, title, user, requestId, error, errors, path: req.path }),
      );
  }

  const respond: Respond = {
    page(req, res, page) {
      if (wantsHtml(req, res)) html(req, res, page);
      else res.json(page.data);
    },
    done(req, res, { location, status = 200, data }) {
      if (wantsHtml(req, res)) res.redirect(303, location);
      else res.status(status).location(location).json(data);
    },
    refusal(req, res, error) {
      respond.formAgain(req, res, { view: 'error', title: error.title, data: {} }, error);
    },
    formAgain(req, res, page, error) {
      res.status(error.status);
      if (wantsHtml(req, res)) html(req, res, page, error);
      else sendProblem(res, problemOf(error, res.locals.requestId));
    },
  };
  return respond;
}

/** True if the client accepts HTML, as browsers do, or anything; all others get JSON. */
export function wantsHtml(req: Request, res: Response): boolean {
  res.vary('Accept');
  return req.accepts(['html', 'json']) === 'html';
}

function problemOf(error: PortalError, requestId: string): Problem {
  const { title, status, message: detail, code, fields } = error;
  const errors = fields && Object.entries(fields).map(([field, message]) => ({ field, message }));
  return { title, status, detail, code, requestId, ...(errors && { errors }) };
}
