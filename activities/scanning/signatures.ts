/** In two parts, or virus scanners on developers' machines would take this file for infected. */
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(
  '',
);

const always = [eicar];
const inPdf = ['/JavaScript', '/Launch', '/EmbeddedFile'];

/** A PDF may escape any character of a name: `/J#61vaScript` is `/JavaScript`. */
const escaped = /#([0-9a-f]{2})/gi;
const maxEscapeLength = 3;

/**
 * A search through a stream, chunk by chunk. Returns true from the chunk on in which a signature
 * ends, even if it began in an earlier chunk.
 */
export function createSignatureSearch(mediaType: string): (chunk: Buffer) => boolean {
  const texts = mediaType === 'application/pdf' ? [...always, ...inPdf] : always;
  const overlap = maxEscapeLength * Math.max(...texts.map(({ length }) => length)) - 1;
  let tail = Buffer.alloc(0);
  return (chunk) => {
    const window = Buffer.concat([tail, chunk]);
    tail = window.subarray(Math.max(0, window.length - overlap));
    const plain = window.toString('latin1').replace(escaped, (_, hex: string) => fromHex(hex));
    return texts.some((text) => plain.includes(text));
  };
}

function fromHex(digits: string): string {
  return String.fromCharCode(parseInt(digits, 16));
}
