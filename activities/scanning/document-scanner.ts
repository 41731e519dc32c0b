import type { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { createSignatureSearch } from './signatures.ts';

/**
 * Looks at a document as it streams by. The place for a real scanner: one that passes the stream on to ClamAV's
 * `clamd` (INSTREAM) can be put beside the built-in one or in its stead.
 */
export interface DocumentScanner {
  /** Reads `content` to its end, or destroys it. `mediaType` is what it was accepted as. */
  scan(content: Readable, mediaType: string): Promise<'clean' | 'infected'>;
}

/** How many bytes it takes to tell a file's type. */
const tellingBytes = 4_100;

/**
 * Finds the EICAR test file, files that are not what they were accepted as, and PDFs that can act: run scripts, start
 * programs, carry other files. It does not look into compressed parts of a PDF, and knows no real malware.
 */
export function createBuiltInScanner(): DocumentScanner {
  return {
    async scan(content, mediaType) {
      const isBad = createSignatureSearch(mediaType);
      let head = Buffer.alloc(0);
      for await (const chunk of content as AsyncIterable<Buffer>) {
        if (head.length < tellingBytes)
          head = Buffer.concat([head, chunk.subarray(0, tellingBytes - head.length)]);
        if (isBad(chunk)) return 'infected';
      }
      const type = await fileTypeFromBuffer(head);
      return type?.mime === mediaType ? 'clean' : 'infected';
    },
  };
}
