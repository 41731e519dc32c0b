/**
 * Every error of the portal, with a stable code for programs and texts for users. The texts are
 * constant and never repeat anything from a request.
 */
const problems = {
  REQUEST_MALFORMED: [
    400,
    'We could not read that request',
    'It was incomplete or malformed. Go back and send it again.',
  ],
  REQUEST_UNEXPECTED_FIELD: [
    400,
    'We do not recognise that form',
    'It has a field that we did not ask for. Reload the page and fill it in again.',
  ],
  REQUEST_MEDIA_TYPE: [
    415,
    'We cannot read that kind of request',
    'Send a form, or JSON with its content type.',
  ],
  REQUEST_TOO_LARGE: [
    413,
    'That is too long for this form',
    'Shorten your answers and send it again.',
  ],
  REQUEST_CROSS_ORIGIN: [
    403,
    'That request came from another site',
    'For your safety, we accept only what you send from our own pages.',
  ],
  FORM_INVALID: [422, 'There is a problem', 'Please correct the answers below.'],
  SIGN_IN_REQUIRED: [
    401,
    'Please sign in',
    'You are not signed in, or you were signed out because you were inactive.',
  ],
  SIGN_IN_REFUSED: [
    401,
    'We could not sign you in',
    'The sign-in was not completed. Please try again.',
  ],
  SIGN_IN_EXPIRED: [
    400,
    'That sign-in has expired',
    'It took too long, or was begun in another window. Please sign in again.',
  ],
  SIGN_IN_WITHOUT_ROLE: [
    403,
    'Your account has no access here',
    'You are known, but not as a customer or a member of our staff. Please ask your administrator.',
  ],
  SIGN_IN_UNAVAILABLE: [
    503,
    'Sign-in is not available right now',
    'The service that knows your account does not answer. Please try again in a few minutes.',
  ],
  SIGN_IN_AGAIN: [
    401,
    'Please confirm that it is you',
    'This takes a sign-in within the last five minutes. Nothing was recorded yet. Sign in once more, then send it again.',
  ],
  SIGN_IN_OTHER_PERSON: [
    403,
    'That was another account',
    'You confirmed with another account than the one that is signed in here. To change it, sign out first.',
  ],
  LOGOUT_TOKEN_REFUSED: [
    400,
    'That is not a logout token',
    'Only our identity provider sends one.',
  ],
  SIGN_IN_TOO_OFTEN: [429, 'Too many attempts', 'Wait 15 minutes, then try to sign in again.'],
  NOT_FOR_REVIEWERS: [
    403,
    'This page is for customers',
    'Reviewers cannot apply for a loan or act for a customer.',
  ],
  NOT_FOUND: [404, 'We could not find that', 'It does not exist, or you do not have access to it.'],
  FORM_SENT_BEFORE: [
    409,
    'You have already sent this form',
    'We kept your first answers. To change them, start a new application.',
  ],
  TOO_MANY_DRAFTS: [
    409,
    'You have too many drafts',
    'Submit one of them first. Drafts are removed after a day.',
  ],
  UPLOAD_NOT_MULTIPART: [
    415,
    'That is not a file upload',
    'Send the file as a form (multipart/form-data).',
  ],
  UPLOAD_MALFORMED: [
    400,
    'The upload was damaged',
    'Nothing was saved. Please send the file again.',
  ],
  UPLOAD_INCOMPLETE: [
    400,
    'The upload was interrupted',
    'Nothing was saved. Please send the file again.',
  ],
  UPLOAD_UNEXPECTED_PART: [
    400,
    'Send one file at a time',
    'The upload held more than one file, or an unknown field. Nothing was saved.',
  ],
  UPLOADS_AT_ONCE: [
    429,
    'Too many uploads at once',
    'Wait until your other uploads have finished.',
  ],
  UPLOADS_BUSY: [
    503,
    'Too many people are uploading',
    'Nothing was saved. Please try again in a minute.',
  ],
  DOCUMENT_MISSING: [422, 'Choose a file first', 'No file arrived. Choose one and send it again.'],
  DOCUMENT_EMPTY: [422, 'That file is empty', 'Choose a file that has content.'],
  DOCUMENT_TYPE_NOT_ALLOWED: [
    415,
    'We cannot accept that kind of file',
    'Send a PDF, JPEG, PNG, WebP or TIFF. We check the content, not the file name.',
  ],
  DOCUMENT_IS_HEIC: [
    415,
    'That photo is in Apple’s HEIC format',
    'Send it as JPEG: on an iPhone, choose Settings, Camera, Formats, “Most Compatible”, or take a screenshot of it.',
  ],
  DOCUMENT_LOCKED: [
    422,
    'That PDF is locked',
    'It opens with a password or a certificate only. Nothing was saved. Print it to a new PDF, and send that.',
  ],
  DOCUMENT_BROKEN: [
    422,
    'We cannot open that file',
    'Nothing was saved. It is damaged or was cut off: save it again, or take a new photo.',
  ],
  DOCUMENT_ILLEGIBLE: [
    422,
    'There is nothing to read on that picture',
    'Nothing was saved. It is blank or too small: take a photo that shows the whole document.',
  ],
  DOWNLOADS_AT_ONCE: [
    429,
    'Too many downloads at once',
    'Wait until your other downloads have finished.',
  ],
  DOWNLOADS_BUSY: [503, 'Too many people are downloading', 'Please try again in a minute.'],
  DOCUMENT_TOO_LARGE: [
    413,
    'That file is too large',
    'Nothing was saved. Send a smaller file, for example a scan with a lower resolution.',
  ],
  DOCUMENT_LIMIT_REACHED: [
    409,
    'You have uploaded the maximum number of documents',
    'Remove one before you add another.',
  ],
  DOCUMENT_UNINSPECTED: [
    409,
    'This document is still being checked',
    'You can open it once our checks have found it harmless, usually within a minute.',
  ],
  DOCUMENT_INFECTED: [
    403,
    'This document is not opened',
    'Our checks found something in it that could do harm.',
  ],
  DOCUMENTS_REFUSED: [
    409,
    'A document has to be replaced first',
    'Remove the one that we could not accept, and add another in its place.',
  ],
  DOCUMENTS_INCOMPLETE: [
    409,
    'Something is still missing',
    'We need your identity document and a bank statement, both fully uploaded.',
  ],
  NOT_A_DRAFT: [
    409,
    'You have already submitted this application',
    'It can no longer be changed. You can follow its progress on its page.',
  ],
  APPLICATION_ENDED: [
    409,
    'This application has ended',
    'There is nothing left to withdraw or to decide.',
  ],
  REVIEW_NOT_AWAITING: [
    409,
    'This application is not waiting for a decision',
    'It has already been decided, or it has ended. Your decision was not applied.',
  ],
  DECISION_OVERTAKEN: [
    409,
    'Another decision came after yours',
    'The latest decision on an application counts. Yours was recorded, but not applied.',
  ],
  REVIEW_APPROVED_BEFORE: [
    409,
    'You have approved this application already',
    'One more reviewer must approve. Your second approval was not recorded.',
  ],
  REVEAL_TOO_OFTEN: [
    429,
    'You have looked at many numbers',
    'The limit is twenty in an hour. Please go on later.',
  ],
  REVIEW_OWN_APPLICATION: [
    403,
    'You cannot decide on your own application',
    'Another reviewer has to decide.',
  ],
  STREAM_LIMIT_REACHED: [
    429,
    'Too many live views',
    'Close another window with a live timeline, or reload this page to see the latest.',
  ],
  STORED_DATA_DAMAGED: [
    500,
    'A stored item is damaged',
    'It is missing, or may have been altered. Please tell us the reference below.',
  ],
  PROCESSING_UNAVAILABLE: [
    503,
    'Our processing service is not responding',
    'Nothing is lost. Please try again in a few minutes.',
  ],
  STORAGE_UNAVAILABLE: [
    503,
    'Our storage is not responding',
    'Nothing was saved. Please try again in a few minutes.',
  ],
  SERVICE_UNAVAILABLE: [
    503,
    'We are not available right now',
    'Please try again in a few minutes.',
  ],
  INTERNAL: [
    500,
    'Something went wrong on our side',
    'Please try again. If it happens again, tell us the reference below.',
  ],
} as const satisfies Record<string, readonly [status: number, title: string, detail: string]>;

export type ProblemCode = keyof typeof problems;

/** A problem that is not in the table above: an extension has its own. */
export interface Problem {
  code: string;
  status: number;
  title: string;
  detail: string;
}

/** The errors in a form: for each field, a sentence that says how to correct it. */
export type FieldErrors = Readonly<Record<string, string>>;

/** An error with an HTTP status, a stable `code`, and a title and a detail for users. */
export class PortalError extends Error {
  override name = 'PortalError';
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly fields: FieldErrors | undefined;

  /** @param options `cause`: its name and code are logged; no response contains it */
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
