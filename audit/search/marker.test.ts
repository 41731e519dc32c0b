import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { submitted } from './submitted.ts';
import { createMarker } from './marker.ts';
import { asDigits } from './spellings.ts';

const name = 'Zoë D’Karvolimesatu';
const marker = createMarker([
  submitted('name', name),
  submitted('ssn', '912345678', { spell: asDigits(3, 2, 4) }),
]);

test('the marker splits a text where values begin and end, and loses none of it', () => {
  const text = `Ünïcode before ${name}, SSN 912-34-5678.`;
  const pieces = marker.mark(text);
  assert.deepEqual(pieces, [
    { text: 'Ünïcode before ' },
    { text: name, field: 'name' },
    { text: ', SSN ' },
    { text: '912-34-5678', field: 'ssn' },
    { text: '.' },
  ]);
  assert.equal(pieces.map((piece) => piece.text).join(''), text);
});

test('the marker marks a value in the encoding in which it is found', () => {
  const encoded = Buffer.from(`{"ssn":"912345678"}`).toString('base64');
  const [before, found, after] = marker.mark(encoded);
  assert.equal(found?.field, 'ssn');
  assert.equal(`${before?.text}${found?.text}${after?.text}`, encoded);
});

test('the marker marks the longer of two values that begin at the same place', () => {
  const { mark } = createMarker([
    submitted('name', 'Karvolimesatu'),
    submitted('file', 'Karvolimesatu.pdf'),
  ]);
  assert.deepEqual(mark('Karvolimesatu.pdf'), [{ text: 'Karvolimesatu.pdf', field: 'file' }]);
});

test('the marker gives one span for a text without values, and none for an empty one', () => {
  assert.deepEqual(marker.mark('nothing of the kind'), [{ text: 'nothing of the kind' }]);
  assert.deepEqual(marker.mark(''), []);
});

test('the marker finds the fields in compressed data', () => {
  const bytes = Buffer.concat([Buffer.from('before'), gzipSync('SSN 912 34 5678')]);
  assert.deepEqual(marker.fieldsIn(bytes), ['ssn']);
  assert.deepEqual(marker.fieldsIn(Buffer.from('nothing of the kind')), []);
});
