import { randomUUID } from 'node:crypto';

/** A whole file, or one that is generated while it is sent. */
export type UploadContent = Uint8Array | { bytes: number; content(): AsyncIterable<Uint8Array> };

/** A form (multipart/form-data) with one file, as a browser sends it. */
export function multipart(file: { fileName: string; mediaType: string; content: UploadContent }) {
  const boundary = `----harbor-${randomUUID()}`;
  const { bytes, content } = toStream(file.content);
  const disposition = `form-data; name="file"; filename="${file.fileName.replaceAll('"', '%22')}"`;
  const partHeaders = `Content-Disposition: ${disposition}\r\nContent-Type: ${file.mediaType}`;
  const before = Buffer.from(`--${boundary}\r\n${partHeaders}\r\n\r\n`);
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);

  async function* body(): AsyncGenerator<Uint8Array> {
    yield before;
    yield* content();
    yield after;
  }

  const headers = {
    'Content-Type': `multipart/form-data; boundary=${boundary}`,
    'Content-Length': String(before.length + bytes + after.length),
  };
  return { headers, body: body() };
}

function toStream(content: UploadContent): Exclude<UploadContent, Uint8Array> {
  if (!(content instanceof Uint8Array)) return content;
  return {
    bytes: content.length,
    async *content() {
      yield content;
    },
  };
}
