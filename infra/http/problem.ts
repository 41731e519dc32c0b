import type { Response } from 'express';

/**
 * A refusal or failure for programs: they go by the stable `code`, and its texts repeat no input.
 */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail?: string;
  /** The ID that the log has for the request. */
  requestId?: string;
  /** For a form: what is wrong with each field. */
  errors?: readonly { field: string; message: string }[];
}

/**
 * Answers with a problem document (RFC 9457), whose `type` is `about:blank`. A response that has
 * begun cannot become another one, so it is aborted.
 */
export function sendProblem(res: Response, problem: Problem): void {
  if (res.headersSent) return void res.destroy();
  res
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', ...problem }));
}
