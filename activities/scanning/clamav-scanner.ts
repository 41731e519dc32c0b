import { connect } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import type { DocumentScanner } from './document-scanner.ts';

/** ClamAV gave no verdict. Its own answer is dropped: it may quote the document. */
export class ScannerError extends Error {
  override name = 'ScannerError';
  readonly code = 'SCANNER_UNAVAILABLE';

  constructor() {
    super('The malware scanner gave no verdict');
  }
}

const timeoutMs = 60_000;

/**
 * Passes documents to ClamAV's `clamd` (INSTREAM) through a Unix socket: it speaks no TLS, so it
 * must run on this machine. It keeps each document in a temporary file: give it a folder in memory.
 * @throws ScannerError, or what `content` fails with; without a verdict nothing is clean
 */
export function createClamavScanner(socketPath: string): DocumentScanner {
  return {
    async scan(content) {
      const socket = connect(socketPath);
      socket.setTimeout(timeoutMs, () => socket.destroy(new ScannerError()));
      const answer = text(socket).catch(() => '');
      try {
        await pipeline(content, asFrames, socket);
      } catch {
        // A scanner that has seen enough hangs up and may have answered; a document that failed was
        // never whole.
        if (content.errored) throw content.errored;
      }
      return verdictOf(await answer);
    },
  };
}

/** The command, then each chunk after its length, then a length of zero. */
async function* asFrames(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0');
  for await (const piece of content) yield Buffer.concat([lengthOf(piece.length), piece]);
  yield lengthOf(0);
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

function verdictOf(answer: string): 'clean' | 'infected' {
  if (answer === 'stream: OK\0') return 'clean';
  if (/^stream: .* FOUND\0$/.test(answer)) return 'infected';
  throw new ScannerError();
}
