import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Reading } from './parsers.ts';

/** Beyond this a document would have to be held in memory whole, and is left to a person. */
export const maxReadableBytes = 32 * 1024 * 1024;

/**
 * Reads a document's text or an image's metadata, in a thread of its own: a file made to keep a parser busy for ever
 * or to fill its memory ends that thread and nothing else, and heartbeats go on meanwhile. `bytes` is handed over.
 * @returns undefined if the document cannot be read
 * @throws the reason of `signal` when that is aborted
 */
export async function readDocument(
  bytes: Uint8Array<ArrayBuffer>,
  mediaType: string,
  signal: AbortSignal,
  timeoutMs = 60_000,
): Promise<Reading | undefined> {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: { bytes, mediaType },
    transferList: [bytes.buffer],
    resourceLimits: { maxOldGenerationSizeMb: 512 },
    env: {},
    // Parsers print what they stumble over. It stays in here.
    stdout: true,
    stderr: true,
  });
  thread.stdout.resume();
  thread.stderr.resume();
  try {
    const answer: unknown[] = await once(thread, 'message', {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return answer[0] as Reading;
  } catch {
    // Broken, locked with a password, too much for the limits: all the same to us, and the reason may quote it.
    signal.throwIfAborted();
    return undefined;
  } finally {
    await thread.terminate();
  }
}
