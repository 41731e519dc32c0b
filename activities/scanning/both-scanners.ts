import { PassThrough, Readable } from 'node:stream';
import type { DocumentScanner } from './document-scanner.ts';

/** Streams each document to both scanners at once; it is clean if both find it clean. */
export function createBothScanners(
  first: DocumentScanner,
  second: DocumentScanner,
): DocumentScanner {
  return {
    async scan(content, mediaType) {
      const copy = new PassThrough();
      // A scanner that has seen enough destroys its stream; the other continues.
      copy.on('error', () => {});
      const copied = Readable.from(copying(content, copy), { objectMode: false });
      const verdicts = await Promise.all([
        first.scan(copy, mediaType),
        second.scan(copied, mediaType),
      ]).finally(() => content.destroy());
      return verdicts.includes('infected') ? 'infected' : 'clean';
    },
  };
}

/** Yields what it reads and writes it to `copy`, as fast as the slower of the two takes it. */
async function* copying(content: Readable, copy: PassThrough): AsyncGenerator<Buffer> {
  try {
    for await (const piece of content as AsyncIterable<Buffer>) {
      if (!copy.destroyed && !copy.write(piece)) await readyForMore(copy);
      yield piece;
    }
    copy.end();
  } catch (error) {
    copy.destroy(error as Error);
    throw error;
  }
}

function readyForMore(copy: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const ready = (): void => {
      copy.off('drain', ready).off('close', ready);
      resolve();
    };
    copy.on('drain', ready).on('close', ready);
  });
}
