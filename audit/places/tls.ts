const headerLength = 5;
const firstType = 20;
const lastType = 23;

/**
 * True if the bytes are a sequence of TLS records (RFC 8446, 5.1), of which the last may be
 * truncated.
 */
export function isTls(bytes: Buffer): boolean {
  for (
    let at = 0;
    at + headerLength <= bytes.length;
    at += headerLength + bytes.readUInt16BE(at + 3)
  ) {
    const type = bytes.readUInt8(at);
    if (type < firstType || type > lastType || bytes.readUInt8(at + 1) !== 3) return false;
  }
  return true;
}
