export interface ServerSentEvent {
  id: string;
  event: string;
  data: string;
}

/**
 * Reads events as they arrive. When the connection ends it returns, and the caller may reconnect.
 */
export async function* serverSentEvents(
  body: ReadableStream<Uint8Array> | null | undefined,
): AsyncGenerator<ServerSentEvent> {
  let rest = '';
  try {
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parse(block);
        if (event.data !== '') yield event;
      }
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

function parse(block: string): ServerSentEvent {
  const found: ServerSentEvent = { id: '', event: 'message', data: '' };
  for (const line of block.split('\n')) {
    const [name, value] = [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trimStart(),
    ];
    if (name in found) found[name as keyof ServerSentEvent] = value;
  }
  return found;
}
