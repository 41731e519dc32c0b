import { randomUUID } from 'node:crypto';

/** A whole file, or one that is made while it is sent. */
export type UploadContent = Uint8Array | { bytes: number; content(): AsyncIterable<Uint8Array> };

/** A form (multipart/form-data) with one file in it, as a browser sends it. */
export function multipart(file: { fileName: string; mediaType: string; content: UploadContent }) {
  const boundary = `----harbor-${randomUUID()}`;
  const { bytes, content } = asStream(file.content);
  const disposition = `form-data; name="file"; filename="${file.fileName.replaceAll('"', '%22')}"`;
  const head = `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${file.mediaType}\r\n\r\n`;
  const [before, after] = [Buffer.from(head), Buffer.from(`\r\n--${boundary}--\r\n`)];

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

function asStream(content: UploadContent): Exclude<UploadContent, Uint8Array> {
  if (!(content instanceof Uint8Array)) return content;
  return {
    bytes: content.length,
    async *content() {
      yield content;
    },
  };
}
