/** HTTP/2 (RFC 9113), as much of it as a search needs: headers, which are compressed, and each stream's data, joined. */
import hpack from 'hpack.js';

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const frameHeaderLength = 9;
const types = { data: 0, headers: 1, pushPromise: 5, continuation: 9 };
const flags = { endHeaders: 0x04, padded: 0x08, priority: 0x20 };
/** As large as any peer makes it. The table begins with what the protocol says. */
const tables = { largest: 1 << 20, first: 4096 };

interface Frame {
  type: number;
  flags: number;
  stream: number;
  payload: Buffer;
}

/** True for what a client says first. A server's side of the same connection does not begin with it. */
export function isHttp2(fromClient: Buffer): boolean {
  return fromClient.subarray(0, preface.length).equals(preface);
}

/**
 * One direction of a connection: the headers of each message as lines of text, and the data of each stream.
 * A connection that is cut off is read as far as it goes.
 * @throws Error when the headers are not what HPACK (RFC 7541) allows
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

/** Without padding, priority and the number of a promised stream. A continuation has none of these. */
function content({ type, flags: set, payload }: Frame): Buffer {
  if (type === types.continuation) return payload;
  const padding = set & flags.padded ? 1 + payload.readUInt8(0) : 0;
  const priority = type === types.headers && set & flags.priority ? 5 : 0;
  const promised = type === types.pushPromise ? 4 : 0;
  const begin = (padding > 0 ? 1 : 0) + priority + promised;
  return payload.subarray(begin, payload.length - Math.max(0, padding - 1));
}

/** Remembers what earlier blocks put into the table, as the peers do. */
function createHeaderDecoder(): (block: Buffer) => string[] {
  const decompressor = hpack.decompressor.create({ table: { maxSize: tables.largest } });
  decompressor.updateTableSize(tables.first);
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
