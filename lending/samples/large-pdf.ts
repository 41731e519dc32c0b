import { randomBytes } from 'node:crypto';

/** A file that is generated while it is read, and may be larger than memory. */
export interface GeneratedFile {
  bytes: number;
  content(): AsyncIterable<Uint8Array>;
}

const blockSize = 64 * 1024;

/**
 * The same PDF, enlarged to about `bytes` by an incremental update (ISO 32000, 7.5.6): an object
 * that no page refers to, and a cross-reference section that points back to the original's. Readers
 * show the same pages.
 */
export function enlargePdf(pdf: Buffer, bytes: number): GeneratedFile {
  const { objects, root, startXref } = trailerOf(pdf);
  const begin = (length: number): string => `\n${objects} 0 obj\n<</Length ${length}>>\nstream\n`;
  const padding = Math.max(blockSize, bytes - pdf.length);
  const head = Buffer.from(begin(padding));
  const xrefAt = pdf.length + head.length + padding + '\nendstream\nendobj\n'.length;
  const tail = Buffer.from(
    `\nendstream\nendobj\nxref\n${objects} 1\n${String(pdf.length + 1).padStart(10, '0')} 00000 n \n` +
      `trailer\n<</Size ${objects + 1}/Root ${root}/Prev ${startXref}>>\nstartxref\n${xrefAt}\n%%EOF\n`,
  );
  return {
    bytes: pdf.length + head.length + padding + tail.length,
    async *content() {
      yield pdf;
      yield head;
      yield* repeated(padding);
      yield tail;
    },
  };
}

/**
 * One random block repeated: larger than the window of any common compression, and quick to
 * generate.
 */
function* repeated(length: number): Generator<Uint8Array> {
  const block = randomBytes(blockSize);
  for (let left = length; left > 0; left -= blockSize)
    yield left < blockSize ? block.subarray(0, left) : block;
}

/**
 * What an incremental update needs of the original. pdfkit writes one cross-reference table at the
 * end.
 */
function trailerOf(pdf: Buffer): { objects: number; root: string; startXref: number } {
  const end = pdf.subarray(-1_024).toString('latin1');
  const find = (pattern: RegExp): string => {
    const found = pattern.exec(end)?.[1];
    if (!found) throw new Error('the PDF has no trailer of the expected form');
    return found;
  };
  return {
    objects: Number(find(/\/Size (\d+)/)),
    root: find(/\/Root (\d+ \d+ R)/),
    startXref: Number(find(/startxref\s+(\d+)/)),
  };
}
