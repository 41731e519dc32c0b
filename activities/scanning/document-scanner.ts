import type { Readable } from 'node:stream';
import { detectMediaType, headBytes } from '#lending/file-kinds.ts';
import { isActivePdf, maxReadableBytes } from '../reading/document-reader.ts';
import { createSignatureSearch } from './signatures.ts';

/**
 * Inspects a document as it streams. The place for a real scanner: one that passes the stream on to
 * ClamAV (clamav-scanner.ts) can run beside the built-in one or replace it.
 */
export interface DocumentScanner {
  /** Reads `content` to its end, or destroys it. `mediaType`: as what the portal accepted it. */
  scan(content: Readable, mediaType: string): Promise<'clean' | 'infected'>;
}

/**
 * Finds the EICAR test file, files of another type than they were accepted as, and PDFs with active
 * content (../reading/active-content.ts) if they are small enough to be read. It knows no real
 * malware.
 */
export function createBuiltInScanner(): DocumentScanner {
  return {
    async scan(content, mediaType) {
      const isBad = createSignatureSearch();
      const isPdf = mediaType === 'application/pdf';
      const kept: Buffer[] = [];
      let length = 0;
      for await (const chunk of content as AsyncIterable<Buffer>) {
        if (isBad(chunk)) return 'infected';
        length += chunk.length;
        if (length <= (isPdf ? maxReadableBytes : headBytes) || kept.length === 0) kept.push(chunk);
      }
      const whole = Buffer.concat(kept);
      const found = await detectMediaType(whole.subarray(0, headBytes));
      if (found !== mediaType) return 'infected';
      if (!isPdf || length > maxReadableBytes) return 'clean';
      return (await isActivePdf(whole)) ? 'infected' : 'clean';
    },
  };
}
