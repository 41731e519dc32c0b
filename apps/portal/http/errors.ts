/**
 * Everything the portal refuses or fails at, in words for its users. A code is stable and is meant
 * for programs. The texts are constant and never repeat anything from a request.
 */
const problems = {
  REQUEST_MALFORMED: [
    400,
    'We could not read that request',
    'It was not complete or not well-formed. Go back and send it again.',
  ],
  REQUEST_UNEXPECTED_FIELD: [
    400,
    'That form is not one of ours',
    'It has a field that we did not ask for. Reload the page and fill it in again.',
  ],
  REQUEST_MEDIA_TYPE: [
    415,
    'We cannot read that kind of request',
    'Send a form, or JSON with its content type.',
  ],
  REQUEST_TOO_LARGE: [
    413,
    'That is more than this form takes',
    'Shorten what you entered and send it again.',
  ],
  REQUEST_CROSS_ORIGIN: [
    403,
    'That request came from another site',
    'For your safety we only accept what you send from our own pages.',
  ],
  FORM_INVALID: [422, 'There is a problem', 'Some answers need another look.'],
  SIGN_IN_REQUIRED: [
    401,
    'Please sign in',
    'You are not signed in, or you were signed out after a time without activity.',
  ],
  SIGN_IN_REFUSED: [401, 'That did not match', 'The e-mail address or the password is not right.'],
  SIGN_IN_TOO_OFTEN: [
    429,
    'Too many attempts',
    'Wait a quarter of an hour, then try to sign in again.',
  ],
  NOT_FOR_REVIEWERS: [
    403,
    'That is for customers',
    'Reviewers cannot apply or act for a customer.',
  ],
  NOT_FOUND: [404, 'We could not find that', 'It does not exist, or it is not yours to see.'],
  FORM_SENT_BEFORE: [
    409,
    'This form was sent before',
    'The first answers were kept. To give other answers, start a new application.',
  ],
  TOO_MANY_DRAFTS: [
    409,
    'You have begun many applications',
    'Submit one of them first. Those that you do not submit are removed after a day.',
  ],
  UPLOAD_NOT_MULTIPART: [
    415,
    'That is not a file upload',
    'Send the file as a form (multipart/form-data).',
  ],
  UPLOAD_MALFORMED: [
    400,
    'The upload was damaged on its way',
    'Nothing was kept. Please send the file again.',
  ],
  UPLOAD_INCOMPLETE: [
    400,
    'The upload stopped before its end',
    'Nothing was kept. Please send the file again.',
  ],
  UPLOAD_UNEXPECTED_PART: [
    400,
    'Send one file at a time',
    'The upload held more than one file or an unknown field. Nothing was kept.',
  ],
  UPLOADS_AT_ONCE: [
    429,
    'One after the other, please',
    'Wait until your other uploads have arrived.',
  ],
  UPLOADS_BUSY: [
    503,
    'Many people are uploading',
    'Nothing was kept. Please try again in a minute.',
  ],
  DOCUMENT_MISSING: [422, 'Choose a file first', 'No file arrived. Choose one and send it again.'],
  DOCUMENT_EMPTY: [422, 'That file is empty', 'Choose a file with something in it.'],
  DOCUMENT_TYPE_NOT_ALLOWED: [
    415,
    'We cannot accept that kind of file',
    'Send a PDF, JPEG or PNG. We look at the content, not at the name.',
  ],
  DOCUMENT_TOO_LARGE: [
    413,
    'That file is too large',
    'Nothing was kept. Send a smaller file, for example a scan with a lower resolution.',
  ],
  DOCUMENT_LIMIT_REACHED: [
    409,
    'That is as many documents as we take',
    'Remove one before you add another.',
  ],
  DOCUMENTS_INCOMPLETE: [
    409,
    'Something is still missing',
    'We need your identity document and a bank statement, each fully uploaded.',
  ],
  NOT_A_DRAFT: [
    409,
    'This application was submitted already',
    'It can no longer be changed. You can follow it on its page.',
  ],
  APPLICATION_ENDED: [
    409,
    'This application has ended',
    'There is nothing left to withdraw or to decide.',
  ],
  REVIEW_NOT_AWAITING: [
    409,
    'This application does not wait for a decision',
    'It was decided already, or it has ended. Your entry was not applied.',
  ],
  DECISION_OVERTAKEN: [
    409,
    'Another decision came after yours',
    'The latest decision on an application counts. Yours was kept, and not applied.',
  ],
  REVIEW_OWN_APPLICATION: [
    403,
    'You cannot decide on your own application',
    'Another reviewer has to do it.',
  ],
  STREAM_LIMIT_REACHED: [
    429,
    'Too many live views',
    'Close another window with a live timeline, or reload this page to see the latest.',
  ],
  STORED_DATA_DAMAGED: [
    500,
    'A stored item failed its integrity check',
    'We show nothing rather than something that may have been altered. Please tell us the reference below.',
  ],
  PROCESSING_UNAVAILABLE: [
    503,
    'Our processing service does not answer',
    'Nothing is lost. Please try again in a few minutes.',
  ],
  STORAGE_UNAVAILABLE: [
    503,
    'Our storage does not answer',
    'Nothing was kept. Please try again in a few minutes.',
  ],
  SERVICE_UNAVAILABLE: [
    503,
    'We are not available right now',
    'Please try again in a few minutes.',
  ],
  INTERNAL: [
    500,
    'Something went wrong on our side',
    'Please try again. If it goes on, tell us the reference below.',
  ],
} as const satisfies Record<string, readonly [status: number, title: string, detail: string]>;

export type ProblemCode = keyof typeof problems;

/** A problem that the table above does not have: an extension brings its own. */
export interface Problem {
  code: string;
  status: number;
  title: string;
  detail: string;
}

/** What is wrong with a form: for each field, a sentence that tells how to put it right. */
export type FieldErrors = Readonly<Record<string, string>>;

/** A refusal with an HTTP status, a stable `code`, and a title and a detail for people. */
export class PortalError extends Error {
  override name = 'PortalError';
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly fields: FieldErrors | undefined;

  /** @param options `cause`: named in the log, and shown to no one */
  constructor(problem: ProblemCode | Problem, fields?: FieldErrors, options?: ErrorOptions) {
    const { code, status, title, detail } =
      typeof problem === 'string' ? problemOf(problem) : problem;
    super(detail, options);
    this.code = code;
    this.status = status;
    this.title = title;
    this.fields = fields;
  }
}

function problemOf(code: ProblemCode): Problem {
  const [status, title, detail] = problems[code];
  return { code, status, title, detail };
}
