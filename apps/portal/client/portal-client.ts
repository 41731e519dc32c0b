/** A client of the portal over HTTP, as a browser is: cookie, forms, uploads, live timeline. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplicationRef, DecisionRef, DocumentRef } from '#contract/index.ts';
import type { SampleDocument } from '#lending/samples/application.ts';
import type { ApplicationForm } from '#lending/samples/form.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import { multipart, type UploadContent } from './multipart.ts';
import { signInAtProvider } from './sign-in.ts';
import { serverSentEvents } from './server-sent-events.ts';

/** The portal refused a request. `code` is the problem's stable code. */
export class PortalRefusal extends Error {
  override name = 'PortalRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(`the portal answered ${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

export interface TimelineEntry {
  code: string;
  at: string;
  label: string;
}

export interface ReviewEntry {
  decision: 'approve' | 'decline';
  rationale: string;
  idempotencyKey?: string;
}

export type Upload = Omit<SampleDocument, 'content'> & { content: UploadContent };

/** One user's session. Every method throws PortalRefusal for a status of 400 and above. */
export type PortalClient = Awaited<ReturnType<typeof signIn>>;

/** Signs in with an e-mail address and a password, and once more when the portal asks for it. */
export async function signIn(url: string, person: { email: string; password: string }) {
  let cookie = await enter(url, person);
  const get = (path: string): Promise<Response> => ask(url, cookie, 'GET', path);

  async function post<T>(path: string, form: Record<string, string> = {}): Promise<T> {
    const send = () => ask(url, cookie, 'POST', path, new URLSearchParams(form));
    const answer = await send().catch(async (error: unknown) => {
      if (!(error instanceof PortalRefusal) || error.code !== 'SIGN_IN_AGAIN') throw error;
      cookie = await enter(url, person);
      return send();
    });
    return answer.json() as Promise<T>;
  }

  async function* timeline(application: ApplicationRef): AsyncGenerator<TimelineEntry> {
    for (let seen = ''; ; await sleep(500)) {
      const path = `/applications/${application}/events`;
      // Like a browser, it reconnects when the connection breaks or the portal does not respond.
      const answer = await ask(url, cookie, 'GET', path, undefined, {
        'Last-Event-ID': seen,
      }).catch(reconnect);
      for await (const { id, event, data } of serverSentEvents(answer?.body)) {
        if (event === 'end') return;
        seen = id;
        yield JSON.parse(data) as TimelineEntry;
      }
    }
  }

  return {
    get,
    timeline,
    /** Sends the form. The same idempotency key gives the same application. */
    async apply(
      form: ApplicationForm,
      idempotencyKey = newIdempotencyKey(),
    ): Promise<ApplicationRef> {
      const { ref } = await post<{ ref: ApplicationRef }>('/applications', {
        ...form,
        idempotencyKey,
      });
      return ref;
    },
    async upload(application: ApplicationRef, { type, ...file }: Upload): Promise<DocumentRef> {
      const { body, headers } = multipart(file);
      const path = `/applications/${application}/documents/${type}`;
      const answer = await ask(url, cookie, 'POST', path, body, headers);
      return ((await answer.json()) as { ref: DocumentRef }).ref;
    },
    removeDocument: (application: ApplicationRef, document: DocumentRef) =>
      post(`/applications/${application}/documents/${document}/remove`),
    submit: (application: ApplicationRef) => post(`/applications/${application}/submit`),
    withdraw: (application: ApplicationRef) => post(`/applications/${application}/withdraw`),
    /** Records a reviewer's decision. */
    async decide(application: ApplicationRef, entry: ReviewEntry): Promise<DecisionRef> {
      const form = { idempotencyKey: newIdempotencyKey(), ...entry };
      return (await post<{ decision: DecisionRef }>(`/reviews/${application}/decision`, form))
        .decision;
    },
    /** Waits for an entry of the timeline. Returns undefined if the timeline ends without it. */
    async until(application: ApplicationRef, code: string): Promise<TimelineEntry | undefined> {
      for await (const entry of timeline(application)) if (entry.code === code) return entry;
      return undefined;
    },
  };
}

/** Returns the session's cookie. */
async function enter(url: string, person: { email: string; password: string }): Promise<string> {
  const begun = await ask(url, '', 'GET', '/sign-in');
  const back = await signInAtProvider(begun.headers.get('location') ?? '', person);
  if (back === undefined) throw new PortalRefusal(401, 'SIGN_IN_REFUSED');
  return cookiesOf(await ask(url, cookiesOf(begun), 'GET', back));
}

const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

async function ask(
  url: string,
  cookie: string,
  method: string,
  path: string,
  body?: URLSearchParams | AsyncIterable<Uint8Array>,
  more: Record<string, string> = {},
): Promise<Response> {
  const headers = { Accept: 'application/json, text/event-stream', Cookie: cookie, ...more };
  const request = { method, headers, redirect: 'manual', ...(body && { body, duplex: 'half' }) };
  const answer = await fetch(new URL(path, url), request as RequestInit);
  if (answer.status < 400) return answer;
  const problem = (await answer.json().catch(() => ({}))) as { code?: string };
  throw new PortalRefusal(answer.status, problem.code ?? 'UNKNOWN');
}

/** A portal that restarts answers with 503 at most; any lower status is a real refusal. */
function reconnect(error: unknown): undefined {
  if (error instanceof PortalRefusal && error.status < 500) throw error;
}
