/** A visitor with a cookie jar, who uses the portal as a program by default, or as a browser. */
import { operator } from '#apps/identity/testing/identity.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { signInAtProvider } from '../client/sign-in.ts';
import { newIdempotencyKey } from '#vault/index.ts';

/** The password of every user of a test portal. */
export const { password } = operator;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body of a JSON answer. */
  json: Record<string, unknown>;
}

export interface Visitor {
  /** The portal's address. */
  url: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a plain object as JSON, and URLSearchParams and FormData as forms. */
  post(path: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
  /** The user's ID, once signed in. */
  id: string;
  signIn(user: { id: string; email: string }): Promise<Visitor>;
  cookie(): string;
}

/** The headers of a browser, which gets HTML. */
export const asBrowser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

export function createVisitor(base: string): Visitor {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map((pair) => pair.join('=')).join('; ');
  async function send(
    method: string,
    path: string,
    given: Record<string, string>,
    body?: object,
  ): Promise<Answer> {
    const isForm = body instanceof URLSearchParams || body instanceof FormData;
    const response = await fetch(base + path, {
      method,
      redirect: 'manual',
      headers: {
        Accept: 'application/json',
        ...(body && !isForm && { 'Content-Type': 'application/json' }),
        ...(jar.size > 0 && { Cookie: cookie() }),
        ...given,
      },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
    const text = await response.text();
    const json = /json/.test(response.headers.get('Content-Type') ?? '') ? JSON.parse(text) : {};
    return { status: response.status, headers: response.headers, text, json };
  }
  const visitor: Visitor = {
    url: base,
    get: (path, headers = {}) => send('GET', path, headers),
    post: (path, body, headers = {}) => send('POST', path, headers, body),
    id: '',
    async signIn({ id, email }) {
      visitor.id = id;
      const begun = await visitor.get('/sign-in');
      const back = await signInAtProvider(begun.headers.get('Location') ?? '', { email, password });
      const { status } = await visitor.get(back ?? '/nowhere');
      if (status !== 200) throw new Error(`signing in gave ${status}`);
      return visitor;
    },
    cookie,
  };
  return visitor;
}

/** A loan application as a customer fills it in. */
export function answers(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    idempotencyKey: newIdempotencyKey(),
    requestedAmount: '12,500',
    termMonths: '36',
    purpose: 'A new roof',
    fullName: 'Maria Fernández',
    email: 'maria@example.com',
    phone: '(415) 555-0133',
    address: '12 Harbor Street\nSan Francisco, CA 94105',
    dateOfBirth: '04/23/1985',
    ssn: '123-45-6789',
    employer: 'Bay Ferries',
    annualIncome: '$68,400',
    bankRoutingNumber: '121000358',
    bankAccountNumber: '0012345678',
    ...changes,
  };
}

export const pdf = Buffer.from('%PDF-1.7\nA statement of account\n%%EOF\n');
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A form with one file. */
export function fileForm(content: Buffer, name: string, field = 'file'): FormData {
  const form = new FormData();
  form.append(field, new Blob([new Uint8Array(content)], { type: 'application/pdf' }), name);
  return form;
}

/** Opens a draft with its details. Returns its reference. */
export async function openDraft(customer: Visitor, changes = {}): Promise<ApplicationRef> {
  const { json } = await customer.post('/applications', answers(changes));
  return json.ref as ApplicationRef;
}

/** Opens a draft with all that is needed to submit it. Returns its reference. */
export async function completeDraft(customer: Visitor, changes = {}): Promise<ApplicationRef> {
  const ref = await openDraft(customer, changes);
  await customer.post(`/applications/${ref}/documents/identity`, fileForm(png, 'passport.png'));
  await customer.post(
    `/applications/${ref}/documents/bank-statement`,
    fileForm(pdf, 'statement.pdf'),
  );
  return ref;
}
