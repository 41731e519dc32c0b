/** A customer's draft to which tests upload documents, also by requests written by hand. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ApplicationRef } from '#contract/index.ts';
import type { TestPortal } from '../../testing/portal.ts';
import { createVisitor, fileForm, openDraft, pdf } from '../../testing/visitor.ts';
import type { Answer, Visitor } from '../../testing/visitor.ts';

export const megabyte = 1024 * 1024;
export const canary = 'CANARY-91c';

interface Listed {
  ref: string;
  fileName: string;
  bytes: number;
}

export interface TestDraft {
  customer: Visitor;
  ref: ApplicationRef;
  /** The address of its documents. */
  page: string;
  /** Where documents of a type are posted. */
  path(type?: string): string;
  upload(content: Buffer, name: string): Promise<Answer>;
  listed(): Promise<Listed[]>;
  /** Posts the first bytes of an upload. The caller writes the rest, and ends the request. */
  begin(body: Buffer, headers?: Record<string, string>): ClientRequest;
  /** Asserts that a refused upload left no row, no object and no note of an object. */
  assertNothingKept(objectsBefore: string[]): Promise<void>;
}

/** Signs in a customer of their own, who opens a draft. */
export async function openTestDraft(portal: TestPortal, open = openDraft): Promise<TestDraft> {
  const customer = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
  const ref = await open(customer);
  const page = `/applications/${ref}/documents`;
  const path = (type = 'bank-statement') => `${page}/${type}`;
  const listed = async () => (await customer.get(page)).json.documents as Listed[];
  return {
    customer,
    ref,
    page,
    path,
    upload: (content, name) => customer.post(path(), fileForm(content, name)),
    listed,
    begin(body, more = {}) {
      const headers = { Cookie: customer.cookie(), ...formHeaders, ...more };
      const sent = request(portal.url + path(), { method: 'POST', headers });
      sent.write(body);
      return sent;
    },
    async assertNothingKept(objectsBefore) {
      assert.deepEqual(await listed(), []);
      assert.deepEqual(await portal.objects(), objectsBefore);
      assert.equal(await portal.count(`unpublished_objects where subject = '${ref}'`), 0);
    },
  };
}

const formHeaders = {
  Accept: 'application/json',
  'Content-Type': 'multipart/form-data; boundary=edge',
};

export async function answerTo(
  sent: ClientRequest,
): Promise<Pick<Answer, 'status' | 'text' | 'json'>> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const body = await text(response);
  return {
    status: response.statusCode ?? 0,
    text: body,
    json: JSON.parse(body) as Record<string, unknown>,
  };
}

export const bigPdf = (bytes: number): Buffer =>
  Buffer.concat([pdf, randomBytes(bytes - pdf.length)]);

/** A multipart body written by hand. */
export const multipart = (...parts: string[]): Buffer =>
  Buffer.from(`${parts.map((each) => `--edge\r\n${each}\r\n`).join('')}--edge--\r\n`);

export const part = (head: string, content = pdf.toString('latin1')): string =>
  `Content-Disposition: form-data; ${head}\r\n\r\n${content}`;

/** A form up to the end of its file. */
export const beginning = Buffer.from(`--edge\r\n${part('name="file"; filename="a.pdf"')}`);
