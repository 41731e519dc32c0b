import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf, labelOf } from './file-kind.ts';
import { pdf, png } from '../testing/visitor.ts';

const kind = { mediaType: 'application/pdf', extensions: ['pdf'] } as const;

test('the kind of a file is recognised by its content, and only three kinds are accepted', async () => {
  assert.equal((await kindOf(pdf))?.mediaType, 'application/pdf');
  assert.equal((await kindOf(png))?.mediaType, 'image/png');
  assert.equal((await kindOf(Buffer.from('ffd8ffe000104a464946', 'hex')))?.mediaType, 'image/jpeg');
  const refused = [
    '<html>',
    'GIF89a',
    'PK\u0003\u0004',
    'MZ',
    '<svg xmlns="http://www.w3.org/2000/svg">',
    '',
  ];
  for (const content of refused)
    assert.equal(await kindOf(Buffer.from(content)), undefined, content);
});

test('a file name becomes a harmless label with an extension that fits the content', () => {
  const labels: [name: string | undefined, label: string][] = [
    ['statement.pdf', 'statement.pdf'],
    ['Statement.PDF', 'Statement.PDF'],
    ['../../etc/passwd', 'passwd.pdf'],
    ['C:\\Users\\me\\scan.pdf', 'scan.pdf'],
    ['bill.html', 'bill.html.pdf'],
    ['exe\u202Efdp.pdf', 'exefdp.pdf'],
    ['two\r\nlines\u0000.pdf', 'twolines.pdf'],
    ['…/', 'document.pdf'],
    ['..', 'document.pdf'],
    ['.pdf', 'pdf.pdf'],
    ['', 'document.pdf'],
    [undefined, 'document.pdf'],
    ['Kontoauszug März.pdf', 'Kontoauszug März.pdf'],
  ];
  for (const [name, label] of labels)
    assert.equal(labelOf(name, kind), label, JSON.stringify(name));
});

test('the label of a file has at most 200 characters, none of them cut in half', () => {
  const label = labelOf(`${'🚢'.repeat(300)}.pdf`, kind);
  assert.ok([...label].length <= 200);
  assert.ok(label.isWellFormed() && label.endsWith('.pdf'));
});
