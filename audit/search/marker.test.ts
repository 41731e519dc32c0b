import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { submitted } from './ledger.ts';
import { createMarker } from './marker.ts';
import { asDigits } from './spellings.ts';

const name = 'Zoë D’Karvolimesatu';
const marker = createMarker([
  submitted('name', name),
  submitted('ssn', '912345678', { spell: asDigits(3, 2, 4) }),
]);

test('a text is cut where values begin and end, and is whole again when joined', () => {
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

test('a value is marked in the encoding that it is found in', () => {
  const encoded = Buffer.from(`{"ssn":"912345678"}`).toString('base64');
  const [before, found, after] = marker.mark(encoded);
  assert.equal(found?.field, 'ssn');
  assert.equal(`${before?.text}${found?.text}${after?.text}`, encoded);
});

test('where two values begin at one place, the longer one is marked', () => {
  const { mark } = createMarker([
    submitted('name', 'Karvolimesatu'),
    submitted('file', 'Karvolimesatu.pdf'),
  ]);
  assert.deepEqual(mark('Karvolimesatu.pdf'), [{ text: 'Karvolimesatu.pdf', field: 'file' }]);
});

test('a text without a value is one piece, and an empty one none', () => {
  assert.deepEqual(marker.mark('nothing of the kind'), [{ text: 'nothing of the kind' }]);
  assert.deepEqual(marker.mark(''), []);
});

test('what is compressed inside is found too', () => {
  const bytes = Buffer.concat([Buffer.from('before'), gzipSync('SSN 912 34 5678')]);
  assert.deepEqual(marker.fieldsIn(bytes), ['ssn']);
  assert.deepEqual(marker.fieldsIn(Buffer.from('nothing of the kind')), []);
});
