/**
 * Everything that this process refuses. A code is stable; texts are constant and repeat nothing of
 * a request.
 */
const problems = {
  KEY_REQUIRED: [401, 'The API key is missing or wrong'],
  REQUEST_MALFORMED: [400, 'The request is malformed'],
  REQUEST_TOO_LARGE: [413, 'The request is too large'],
  NOT_FOUND: [404, 'There is no such run, or it is no longer kept'],
  RUNS_BUSY: [503, 'Too many runs are under way; try again in a minute'],
  INTERNAL: [500, 'Something went wrong on our side'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof problems;

export class ApproachesError extends Error {
  override name = 'ApproachesError';
  readonly code: ProblemCode;
  readonly status: number;

  constructor(code: ProblemCode) {
    const [status, title] = problems[code];
    super(title);
    this.code = code;
    this.status = status;
  }
}

/** Errors of Express and its body parser have a status, and messages that may quote the request. */
export function toApproachesError(error: unknown): ApproachesError {
  if (error instanceof ApproachesError) return error;
  const { status } = (error ?? {}) as { status?: unknown };
  if (status === 413) return new ApproachesError('REQUEST_TOO_LARGE');
  return new ApproachesError(status === 400 || status === 415 ? 'REQUEST_MALFORMED' : 'INTERNAL');
}
