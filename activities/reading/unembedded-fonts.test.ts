/** PDFs of Chinese, Japanese and Korean banks, which name a font that every reader there has. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDocument } from './document-reader.ts';
import { unembeddedPdf } from './testing/files.ts';

const inBigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

test('the text of a PDF is read in the fonts of Asian banks that it does not bring along', async () => {
  const japanese = Buffer.from('8cfb8dc096bc8b60', 'hex');
  const files: [encoding: string, ordering: string, codes: Buffer, text: string][] = [
    ['UniGB-UCS2-H', 'GB1', inBigEndian('户名王小明'), '户名王小明'],
    ['UniCNS-UCS2-H', 'CNS1', inBigEndian('戶名王小明'), '戶名王小明'],
    ['UniKS-UCS2-H', 'Korea1', inBigEndian('예금주김민준'), '예금주김민준'],
    ['90ms-RKSJ-H', 'Japan1', japanese, '口座名義'],
  ];
  for (const [encoding, ordering, codes, text] of files) {
    const file = unembeddedPdf(encoding, ordering, codes);
    const answer = await readDocument(file, 'application/pdf', new AbortController().signal);
    assert.deepEqual(answer, { reading: { pages: 1, text } }, encoding);
  }
});

test('a font cannot name a file to be read', async () => {
  const file = unembeddedPdf('..#2f..#2fpackage', 'GB1', inBigEndian('王'));
  const answer = await readDocument(file, 'application/pdf', new AbortController().signal);
  assert.deepEqual(answer, { unreadable: 'no-text' });
});
