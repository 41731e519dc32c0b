/** Names that software gets wrong, from the form to the letter, on the whole system. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractText, getDocumentProxy } from 'unpdf';
import type { PortalClient } from '#apps/portal/client/portal-client.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { sampleApplication } from '#lending/samples/application.ts';
import { sharedSystem, signInUsers } from './testing/system.ts';

/** Typed, and shown. */
const names: [typed: string, shown: string][] = [
  ['Łukasz Żółw', 'Łukasz Żółw'],
  ['王小明', '王小明'],
  ['محمد عبد الله', 'محمد عبد الله'],
  ['Jose\u0301 Pe\u0301rez', 'José Pérez'],
  ['Nguyễn Thị Ánh', 'Nguyễn Thị Ánh'],
  ['Ελένη', 'Ελένη'],
  ['Siobhán O’Connor', 'Siobhán O’Connor'],
  ["Siobhán O'Connor", "Siobhán O'Connor"],
  ['Ada 😀', 'Ada 😀'],
  // Invisible characters are dropped, but for the joiners with which words of Persian are spelt.
  ['Ada\u200b \u202eByron\u2066', 'Ada Byron'],
  ['کتاب\u200cخانه', 'کتاب\u200cخانه'],
];

test('a name is the same on the pages of customer and reviewer, and in the letter', async () => {
  const { endpoints } = await sharedSystem();
  const { customer, reviewer } = await signInUsers(endpoints);
  const sent: [ref: ApplicationRef, shown: string][] = [];
  for (const [typed, shown] of names) sent.push([await submit(customer, typed), shown]);
  // One after the other, since a customer may follow few timelines at once.
  for (const [ref, shown] of sent) {
    assert.ok(await customer.until(ref, 'in-review'), shown);
    assert.equal(await nameOn(customer, `/applications/${ref}`), shown);
    assert.equal(await nameOn(reviewer, `/reviews/${ref}`), shown);
    await reviewer.decide(ref, { decision: 'decline', rationale: `Not for ${shown}` });
    assert.ok(await customer.until(ref, 'letter-ready'), shown);
    assert.ok((await letterOf(customer, ref)).includes(`Dear ${shown},`), shown);
  }
});

/** Its documents are of someone else, so that it goes to a reviewer. */
async function submit(customer: PortalClient, fullName: string): Promise<ApplicationRef> {
  const { form, documents } = await sampleApplication({ bureau: 'middling' });
  const ref = await customer.apply({ ...form, fullName });
  for (const document of documents) await customer.upload(ref, document);
  await customer.submit(ref);
  return ref;
}

async function nameOn(user: PortalClient, path: string): Promise<string> {
  const { details } = (await (await user.get(path)).json()) as { details: { fullName: string } };
  return details.fullName;
}

async function letterOf(customer: PortalClient, ref: ApplicationRef): Promise<string> {
  const letter = await (await customer.get(`/applications/${ref}/letter`)).arrayBuffer();
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(letter)), {
    mergePages: true,
  });
  return text.normalize('NFC');
}
