import type { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { createSignatureSearch } from './signatures.ts';

/**
 * Inspects a document as it streams. The place for a real scanner: one that passes the stream on to
 * ClamAV (clamav-scanner.ts) can run beside the built-in one or replace it.
 */
export interface DocumentScanner {
  /** Reads `content` to its end, or destroys it. `mediaType`: as what the portal accepted it. */
  scan(content: Readable, mediaType: string): Promise<'clean' | 'infected'>;
}

/** Bytes that it takes to detect a file's type. */
const tellingBytes = 4_100;

/**
 * Finds the EICAR test file, files of another type than they were accepted as, and PDFs with active
 * content: scripts, programs to start, embedded files. It does not look into compressed parts of a
 * PDF, and knows no real malware.
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
