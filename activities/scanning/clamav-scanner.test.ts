import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, test } from 'node:test';
import { createBothScanners } from './both-scanners.ts';
import { createClamavScanner } from './clamav-scanner.ts';
import type { DocumentScanner } from './document-scanner.ts';

/** Speaks clamd's side of INSTREAM, which audit/compose shows the real one to speak. */
let folder: string;
let clamd: Server;
let answerTo: (content: string, socket: Socket) => void;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'harbor-clamd-'));
  clamd = createServer((socket) => void receive(socket)).listen(join(folder, 'clamd.sock'));
  await once(clamd, 'listening');
  answerTo = (content, socket) =>
    socket.end(content.includes('virus') ? 'stream: A.Virus FOUND\0' : 'stream: OK\0');
});
afterEach(() => {
  clamd.close();
  rmSync(folder, { recursive: true });
});

async function receive(socket: Socket): Promise<void> {
  let bytes = Buffer.alloc(0);
  let content = '';
  for await (const piece of socket as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, piece]);
    if (!content && bytes.subarray(0, 10).toString() === 'zINSTREAM\0') bytes = bytes.subarray(10);
    while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE()) {
      const length = bytes.readUInt32BE();
      if (length === 0) return answerTo(content, socket);
      content += bytes.subarray(4, 4 + length).toString();
      bytes = bytes.subarray(4 + length);
    }
  }
}

const scanner = () => createClamavScanner(join(folder, 'clamd.sock'));
const document = (...pieces: string[]) =>
  Readable.from(
    pieces.map((piece) => Buffer.from(piece)),
    { objectMode: false },
  );
const unavailable = { code: 'SCANNER_UNAVAILABLE', message: 'The malware scanner gave no verdict' };

// control: ASVS 5.4.3
test('a document gets the verdict of ClamAV, regardless of how it is chunked', async () => {
  assert.equal(await scanner().scan(document('sound', ' and whole'), ''), 'clean');
  assert.equal(await scanner().scan(document('a vi', 'rus'), ''), 'infected');
});

// control: ASVS 16.5.3
test('a missing, unknown or truncated answer of ClamAV does not count as clean', async () => {
  for (const answer of [
    '',
    'stream: OK',
    'INSTREAM size limit exceeded. ERROR\0',
    "stream: Can't allocate ERROR\0",
  ]) {
    answerTo = (_, socket) => socket.end(answer);
    await assert.rejects(scanner().scan(document('sound'), ''), unavailable, answer);
  }
  clamd.close();
  await assert.rejects(
    createClamavScanner(join(folder, 'absent.sock')).scan(document('sound'), ''),
    unavailable,
  );
});

test('a document that fails in transit gets no verdict, and its own error is passed on', async () => {
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('sound');
      throw new Error('cut');
    })(),
  );
  await assert.rejects(scanner().scan(broken, ''), { message: 'cut' });
});

test('either of two scanners can find an infection, and both see the whole document', async () => {
  const looksFor = (word: string): DocumentScanner => ({
    async scan(content) {
      let seen = '';
      for await (const piece of content as AsyncIterable<Buffer>) {
        seen += piece.toString();
        if (seen.includes(word)) return 'infected';
      }
      return 'clean';
    },
  });
  const both = createBothScanners(looksFor('worm'), scanner());
  const large = Array.from({ length: 200 }, () => 'x'.repeat(10_000));
  assert.equal(await both.scan(document(...large), ''), 'clean');
  assert.equal(await both.scan(document('a worm', ...large), ''), 'infected');
  assert.equal(await both.scan(document(...large, 'a virus'), ''), 'infected');
});

test('a failing document fails both scanners', async () => {
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('sound');
      throw new Error('cut');
    })(),
  );
  const other: DocumentScanner = {
    async scan(content) {
      for await (const _ of content);
      return 'clean';
    },
  };
  await assert.rejects(createBothScanners(other, scanner()).scan(broken, ''), { message: 'cut' });
});
