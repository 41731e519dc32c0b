import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Reading } from './parsers.ts';

/** A parser needs the whole document in memory: a larger one is left to a reviewer. */
export const maxReadableBytes = 32 * 1024 * 1024;

/**
 * Reads a document's text or an image's metadata, in a thread of its own: a file crafted to hang a
 * parser or to exhaust its memory ends that thread only, and heartbeats continue. `bytes` is
 * transferred to the thread.
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
    // Parsers print what they cannot parse: that would be data in our log.
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
    // Broken, password-protected or beyond the limits: treated alike, since the reason may quote
    // the document.
    signal.throwIfAborted();
    return undefined;
  } finally {
    await thread.terminate();
  }
}
