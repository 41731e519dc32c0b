/** In two parts, or scanners on the machines of developers would take this very file for infected. */
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(
  '',
);

const always = [eicar];
const inPdf = ['/JavaScript', '/Launch', '/EmbeddedFile'];

/** A PDF may write any character of a name so: `/J#61vaScript` is `/JavaScript`. */
const escaped = /#([0-9a-f]{2})/gi;
const longestEscape = 3;

/**
 * A search through a stream, chunk by chunk. Says true from the chunk on in which a signature ends, also one that
 * began in an earlier chunk.
 */
export function createSignatureSearch(mediaType: string): (chunk: Buffer) => boolean {
  const texts = mediaType === 'application/pdf' ? [...always, ...inPdf] : always;
  const overlap = longestEscape * Math.max(...texts.map(({ length }) => length)) - 1;
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
