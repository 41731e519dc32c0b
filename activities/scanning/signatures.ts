/** In two parts, or scanners on the machines of developers would take this very file for infected. */
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

const always = [eicar];
const inPdf = ['/JavaScript', '/Launch', '/EmbeddedFile'];

/**
 * A search through a stream, chunk by chunk. Says true from the chunk on in which a signature ends, also one that
 * began in an earlier chunk.
 */
export function createSignatureSearch(mediaType: string): (chunk: Buffer) => boolean {
  const texts = mediaType === 'application/pdf' ? [...always, ...inPdf] : always;
  const signatures = texts.map((text) => Buffer.from(text, 'latin1'));
  const overlap = Math.max(...signatures.map(({ length }) => length)) - 1;
  let tail = Buffer.alloc(0);
  return (chunk) => {
    const window = Buffer.concat([tail, chunk]);
    tail = window.subarray(Math.max(0, window.length - overlap));
    return signatures.some((signature) => window.includes(signature));
  };
}
