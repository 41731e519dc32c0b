import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Router } from 'express';
import { startTestPortal } from './testing/portal.ts';
import { asBrowser, createVisitor } from './testing/visitor.ts';

test('without an extension, an operator gets a page that says there is nothing to see', async (t) => {
  const portal = await startTestPortal();
  t.after(() => portal.stop());
  const user = await portal.addUser('operator');
  const operator = await createVisitor(portal.url).signIn(user);
  const { status, text } = await operator.get('/', asBrowser);
  assert.equal(status, 200);
  assert.match(text, /<h1.*Nothing to see here/);
});

test('an extension adds pages and files to the portal, and cannot replace any', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'harbor-extension-'));
  await writeFile(join(folder, 'layout.eta'), 'replaced');
  await writeFile(
    join(folder, 'added.eta'),
    `<% layout('/layout') %><%= it.show.extension.word %>`,
  );
  await writeFile(join(folder, 'portal.css'), 'replaced');
  await writeFile(join(folder, 'added.css'), 'added file');
  const portal = await startTestPortal({
    extension: {
      start: { path: '/added', label: 'An added page' },
      views: folder,
      publicFiles: folder,
      words: { word: '<added page>' },
      access: { 'GET /added': ['operator'] },
      createRoutes: ({ respond }) =>
        Router().get('/added', (req, res) =>
          respond.page(req, res, { view: 'added', title: 'Added', data: {} }),
        ),
    },
  });
  t.after(async () => {
    await portal.stop();
    await rm(folder, { recursive: true });
  });
  const operator = await createVisitor(portal.url).signIn(await portal.addUser('operator'));
  assert.equal((await operator.get('/', asBrowser)).headers.get('Location'), '/added');
  const page = (await operator.get('/added', asBrowser)).text;
  assert.match(page, /&lt;added page&gt;/);
  assert.match(page, /<a href="\/added" aria-current="page">An added page<\/a>/);
  assert.doesNotMatch(page, /replaced/);
  assert.equal((await operator.get('/added.css')).text, 'added file');
  assert.notEqual((await operator.get('/portal.css')).text, 'replaced');
});
