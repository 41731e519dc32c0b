import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf } from '#lending/file-kinds.ts';
import { labelOf } from './file-kind.ts';
import { pdf, png } from '../testing/visitor.ts';

const kind = { mediaType: 'application/pdf', extensions: ['pdf'] } as const;

test('the kind of a file is recognised by its content, and only five kinds are accepted', async () => {
  assert.equal((await kindOf(pdf))?.mediaType, 'application/pdf');
  assert.equal((await kindOf(png))?.mediaType, 'image/png');
  assert.equal((await kindOf(Buffer.from('ffd8ffe000104a464946', 'hex')))?.mediaType, 'image/jpeg');
  const webp = Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1');
  assert.equal((await kindOf(webp))?.mediaType, 'image/webp');
  for (const start of ['II*\0', 'MM\0*', 'II+\0', 'MM\0+']) {
    const directoryFarOff = Buffer.from(`${start}\x08\0\0\x10`, 'latin1');
    assert.equal((await kindOf(directoryFarOff))?.mediaType, 'image/tiff', start);
  }
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

test('a PDF is one if it begins within its first 1,024 bytes', async () => {
  const after = (bytes: number) => Buffer.concat([Buffer.alloc(bytes, '\n'), pdf]);
  for (const bytes of [1, 2, 1_000])
    assert.equal((await kindOf(after(bytes)))?.mediaType, 'application/pdf', String(bytes));
  assert.equal(await kindOf(after(1_024)), undefined);
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
    ['my %22best%22 scan%0D%0A.pdf', 'my "best" scan.pdf'],
    ['صورت\u200cحساب.pdf', 'صورت\u200cحساب.pdf'],
    ['👨\u200d👩\u200d👧.pdf', '👨\u200d👩\u200d👧.pdf'],
  ];
  for (const [name, label] of labels)
    assert.equal(labelOf(name, kind), label, JSON.stringify(name));
});

test('the label of a file has at most 250 characters, none of them cut in half', () => {
  for (const letter of ['🚢', '👨\u200d👩\u200d👧', 'e\u0301', 'x']) {
    const label = labelOf(`${letter.repeat(300)}.pdf`, kind);
    assert.ok(label.length <= 250 && label.endsWith('.pdf'));
    assert.equal(label.slice(0, -4).replaceAll(letter.normalize('NFC'), ''), '', letter);
  }
});
