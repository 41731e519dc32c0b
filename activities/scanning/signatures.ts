/** In two parts, or virus scanners on developers' machines would take this file for infected. */
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(
  '',
);

/**
 * A search through a stream, chunk by chunk. Returns true from the chunk on in which the signature
 * ends, even if it began in an earlier chunk.
 */
export function createSignatureSearch(): (chunk: Buffer) => boolean {
  let tail = Buffer.alloc(0);
  return (chunk) => {
    const window = Buffer.concat([tail, chunk]);
    tail = window.subarray(Math.max(0, window.length - eicar.length + 1));
    return window.includes(eicar);
  };
}
