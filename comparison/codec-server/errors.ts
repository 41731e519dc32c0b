/**
 * Everything the Codec Server refuses or fails at. A code is stable and is what programs go by. The
 * texts are constant: the Temporal CLI prints them as they are, and they never repeat anything from
 * a request.
 */
const problems = {
  REQUEST_MALFORMED: [400, 'The body must be the JSON of temporal.api.common.v1.Payloads'],
  REQUEST_MEDIA_TYPE: [415, 'The body must be application/json'],
  REQUEST_TOO_LARGE: [413, 'The body, or what it asks for, is larger than this server accepts'],
  TOO_MANY_PAYLOADS: [413, 'The request has more payloads than this server accepts'],
  TOO_MANY_REQUESTS: [429, 'Too many requests: wait a minute'],
  ORIGIN_REFUSED: [403, 'Pages of that origin may not call this server'],
  TOKEN_MISSING: [401, 'An access token is required: Authorization: Bearer …'],
  TOKEN_REFUSED: [401, 'The access token is invalid, expired, or for another audience'],
  NAMESPACE_MISSING: [
    400,
    'The namespace is required: in the header X-Namespace, or before /decode',
  ],
  NAMESPACE_CONTRADICTORY: [400, 'The path and the header X-Namespace name different namespaces'],
  NAMESPACE_REFUSED: [403, 'The access token does not permit decoding that namespace'],
  ENCODE_IS_OFF: [404, 'This server only decodes: a reader must not be able to write'],
  NOT_FOUND: [404, 'There is nothing here'],
  PAYLOAD_REFUSED: [
    422,
    'A payload was altered, or made for another namespace, or for a key that is gone',
  ],
  REFERENCE_REFUSED: [422, 'A reference does not lead to a payload of that namespace'],
  AUDIT_UNAVAILABLE: [503, 'The audit trail cannot be written, so nothing is decoded'],
  IDENTITY_UNAVAILABLE: [503, 'The identity provider does not answer, so no token can be checked'],
  KEYS_UNAVAILABLE: [503, 'The key service does not answer'],
  STORAGE_UNAVAILABLE: [503, 'The object storage does not answer'],
  INTERNAL: [500, 'Something went wrong on our side'],
} as const satisfies Record<string, readonly [status: number, text: string]>;

export type ProblemCode = keyof typeof problems;

/**
 * A refusal with an HTTP status and a stable `code`. Its cause is for the log, which takes its name
 * and code.
 */
export class CodecServerError extends Error {
  override name = 'CodecServerError';
  readonly code: ProblemCode;
  readonly status: number;

  constructor(code: ProblemCode, cause?: unknown) {
    const [status, text] = problems[code];
    super(text, { cause });
    this.code = code;
    this.status = status;
  }
}

/** Errors of Express and its body parser have a status, and messages that may quote the request. */
const requestProblems: Readonly<Record<number, ProblemCode>> = {
  400: 'REQUEST_MALFORMED',
  413: 'REQUEST_TOO_LARGE',
  415: 'REQUEST_MEDIA_TYPE',
};

/**
 * Errors of opening a payload. Whatever is wrong with it, the caller sees one refusal; the log has
 * the details.
 */
const decodingProblems: readonly (readonly [RegExp, ProblemCode])[] = [
  [/^CODEC_KEY_UNAVAILABLE$/, 'KEYS_UNAVAILABLE'],
  [/^CODEC_/, 'PAYLOAD_REFUSED'],
];

/** Any error as a CodecServerError. An unknown one becomes `INTERNAL`, without details. */
export function toCodecServerError(error: unknown): CodecServerError {
  if (error instanceof CodecServerError) return error;
  // A path that does not decode (`/%ff/decode`) is not found.
  if (error instanceof URIError) return new CodecServerError('NOT_FOUND');
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown };
  const known =
    typeof status === 'number'
      ? requestProblems[status]
      : decodingProblems.find(([pattern]) => pattern.test(String(code)))?.[1];
  return new CodecServerError(known ?? 'INTERNAL', error);
}
