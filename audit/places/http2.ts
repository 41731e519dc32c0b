/**
 * As much of HTTP/2 (RFC 9113) as a search needs: decompressed headers, and the joined data of each
 * stream.
 */
import hpack from 'hpack.js';

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const frameHeaderLength = 9;
const types = { data: 0, headers: 1, pushPromise: 5, continuation: 9 };
const flags = { endHeaders: 0x04, padded: 0x08, priority: 0x20 };
/** Sizes of the header table: more than any peer uses, and the initial size of the protocol. */
const tables = { max: 1 << 20, initial: 4096 };

interface Frame {
  type: number;
  flags: number;
  stream: number;
  payload: Buffer;
}

/** True for the client's side of an HTTP/2 connection, which begins with a preface. */
export function isHttp2(fromClient: Buffer): boolean {
  return fromClient.subarray(0, preface.length).equals(preface);
}

/**
 * Reads one direction of a connection: the headers of each message as lines of text, and the data
 * of each stream. A truncated connection is read as far as it goes.
 * @throws Error for headers that are not valid HPACK (RFC 7541)
 */
export function readHttp2(bytes: Buffer): { headers: Buffer; data: Map<number, Buffer> } {
  const decode = createHeaderDecoder();
  const headers: string[] = [];
  const data = new Map<number, Buffer[]>();
  let block: Buffer[] = [];
  for (const frame of framesOf(isHttp2(bytes) ? bytes.subarray(preface.length) : bytes)) {
    if (frame.type === types.data)
      data.set(frame.stream, [...(data.get(frame.stream) ?? []), content(frame)]);
    if (!isHeaderBlock(frame)) continue;
    block.push(content(frame));
    if (!(frame.flags & flags.endHeaders)) continue;
    headers.push(...decode(Buffer.concat(block)));
    block = [];
  }
  return {
    headers: Buffer.from(headers.join(''), 'latin1'),
    data: new Map([...data].map(([stream, pieces]) => [stream, Buffer.concat(pieces)])),
  };
}

function* framesOf(bytes: Buffer): Generator<Frame> {
  for (let at = 0; at + frameHeaderLength <= bytes.length;) {
    const end = at + frameHeaderLength + bytes.readUIntBE(at, 3);
    if (end > bytes.length) return;
    yield {
      type: bytes.readUInt8(at + 3),
      flags: bytes.readUInt8(at + 4),
      stream: bytes.readUInt32BE(at + 5) & 0x7fffffff,
      payload: bytes.subarray(at + frameHeaderLength, end),
    };
    at = end;
  }
}

function isHeaderBlock({ type }: Frame): boolean {
  return type === types.headers || type === types.continuation || type === types.pushPromise;
}

/**
 * The payload without padding, priority and promised stream number. A continuation has none of
 * these.
 */
function content({ type, flags: set, payload }: Frame): Buffer {
  if (type === types.continuation) return payload;
  const padding = set & flags.padded ? 1 + payload.readUInt8(0) : 0;
  const priority = type === types.headers && set & flags.priority ? 5 : 0;
  const promised = type === types.pushPromise ? 4 : 0;
  const begin = (padding > 0 ? 1 : 0) + priority + promised;
  return payload.subarray(begin, payload.length - Math.max(0, padding - 1));
}

/** Keeps the header table across blocks, as the peers do. */
function createHeaderDecoder(): (block: Buffer) => string[] {
  const decompressor = hpack.decompressor.create({ table: { maxSize: tables.max } });
  decompressor.updateTableSize(tables.initial);
  decompressor.on('error', (error) => {
    throw error;
  });
  return (block) => {
    decompressor.write(block);
    decompressor.execute();
    const lines: string[] = [];
    for (let header = decompressor.read(); header; header = decompressor.read())
      lines.push(`${header.name}: ${header.value}\n`);
    return lines;
  };
}
