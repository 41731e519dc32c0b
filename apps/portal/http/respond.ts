/**
 * One set of routes, two representations: HTML for people, JSON for programs. Routes say what there is to tell;
 * in which format is decided here and nowhere else.
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
  /** What the template shows, and what a program gets as JSON. Nothing in it may be more than the page tells. */
  data: object;
  /** For the template only: what a form needs and a program does not. */
  form?: object;
}

export interface Respond {
  /** Shows a page. */
  page(req: Request, res: Response, page: Page): void;
  /** After a change: people are sent to `location`, programs get `data` with its status. */
  done(
    req: Request,
    res: Response,
    outcome: { location: string; status?: 200 | 201; data: object },
  ): void;
  /** Refuses a request: an error page, or an RFC 9457 problem document. */
  refusal(req: Request, res: Response, error: PortalError): void;
  /** Refuses a form: people get it back with the errors beside its fields, programs a problem document. */
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

/** Browsers ask for `text/html`, and so does who asks for anything; all others get JSON. */
export function wantsHtml(req: Request, res: Response): boolean {
  res.vary('Accept');
  return req.accepts(['html', 'json']) === 'html';
}

function problemOf(error: PortalError, requestId: string): Problem {
  const { title, status, message: detail, code, fields } = error;
  const errors = fields && Object.entries(fields).map(([field, message]) => ({ field, message }));
  return { title, status, detail, code, requestId, ...(errors && { errors }) };
}
