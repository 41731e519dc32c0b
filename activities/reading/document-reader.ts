import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { extractionReport, unreadableReasons } from '#lending/stored-types.ts';
import type { Reading, UnreadableReason } from './unreadable.ts';

/** A parser needs the whole document in memory: a larger one is left to a reviewer. */
export const maxReadableBytes = 32 * 1024 * 1024;

/** Longer than any document of customers has taken, and short enough for the next one in line. */
const maxMs = 20_000;

/**
 * Kilobytes of data, buffers and threads included (RLIMIT_DATA, which counts what V8 has reserved
 * as well: about 300 MB are left for the document). Two readers (`inTurn` in turns.ts) and the
 * worker stay below 1 GB.
 */
const maxDataKb = 850_000;

/** The reader's process did not start: nothing was learnt about the document. */
export class ReaderError extends Error {
  override name = 'ReaderError';
  readonly code = 'DOCUMENT_READER_UNAVAILABLE';

  constructor() {
    super('The process that reads documents does not start');
  }
}

export type ReaderAnswer = { reading: Reading } | { unreadable: UnreadableReason };

const {
  type: _type,
  ref: _ref,
  readable: _readable,
  unreadable: _unreadable,
  ...readingShape
} = extractionReport.shape.documents.element.shape;

/** A document may take over the process that reads it, so its answer is checked like any input. */
const answers = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('read'), reading: z.strictObject(readingShape) }),
  z.strictObject({ state: z.literal('inspected'), isActive: z.boolean() }),
  z.strictObject({ state: z.literal('unreadable'), reason: z.enum(unreadableReasons) }),
]);

/**
 * Reads a document's text or an image.
 * @throws as `ask`
 */
export async function readDocument(
  bytes: Uint8Array,
  mediaType: string,
  signal: AbortSignal,
  limits?: Limits,
): Promise<ReaderAnswer> {
  const answer = await ask('read', bytes, { mediaType, signal, ...limits });
  if (answer.state === 'inspected') throw new ReaderError();
  return answer.state === 'read' ? { reading: answer.reading } : { unreadable: answer.reason };
}

/**
 * Whether a PDF has active content. One that cannot be inspected within the limits has none that is
 * known, and cannot be read either: a person will be told.
 * @throws as `ask`
 */
export async function isActivePdf(bytes: Uint8Array): Promise<boolean> {
  const { signal } = new AbortController();
  const answer = await ask('inspect', bytes, { mediaType: 'application/pdf', signal });
  return answer.state === 'inspected' && answer.isActive;
}

export interface Limits {
  timeoutMs?: number;
  dataKb?: number;
}

/**
 * Has a document looked at in a process of its own: a file crafted to hang a parser or to exhaust
 * memory ends that process only. The limits hold on Linux; where `ulimit -d` has no effect (macOS),
 * only those of time and of V8's heap do. The process gets no environment and writes no file, and
 * what parsers print is dropped: it would be data in our log.
 * @throws ReaderError `DOCUMENT_READER_UNAVAILABLE`; the reason of `signal` when that is aborted
 */
async function ask(
  task: 'read' | 'inspect',
  bytes: Uint8Array,
  options: Limits & { mediaType: string; signal: AbortSignal },
): Promise<z.infer<typeof answers>> {
  const { mediaType, signal, timeoutMs = maxMs, dataKb = maxDataKb } = options;
  signal.throwIfAborted();
  const args = ['-c', start, 'reader', String(dataKb), ...program, task, mediaType];
  const reader = spawn('/bin/sh', args, {
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    env: {},
    serialization: 'advanced',
  });
  const kill = (): unknown => reader.kill('SIGKILL');
  const isLate = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, isLate]);
  either.addEventListener('abort', kill);
  const messages: unknown[] = [];
  reader.on('message', (message) => messages.push(message)).on('error', kill);
  // It may die before it has taken all of the document.
  reader.stdin?.on('error', () => {}).end(bytes);
  await once(reader, 'close').catch(() => {});
  either.removeEventListener('abort', kill);
  signal.throwIfAborted();
  return answerOf(messages, isLate.aborted);
}

/** The shell sets the limit and becomes the reader, so that a kill reaches the reader itself. */
const start = 'ulimit -d "$1" 2>/dev/null; shift; exec "$@"';
const program = [
  process.execPath,
  '--max-old-space-size=128',
  '--no-warnings',
  join(import.meta.dirname, 'process', 'main.ts'),
];

function answerOf([loaded, found]: unknown[], isLate: boolean): z.infer<typeof answers> {
  if (loaded === undefined && !isLate) throw new ReaderError();
  const answer = answers.safeParse(found);
  if (answer.success) return answer.data;
  return { state: 'unreadable', reason: isLate ? 'timed-out' : 'out-of-memory' };
}

/**
 * Reads a picture of one pixel, to find at the start whether documents can be read at all.
 * @throws ReaderError `DOCUMENT_READER_UNAVAILABLE`
 */
export async function checkReader(): Promise<void> {
  await readDocument(onePixel, 'image/png', new AbortController().signal);
}

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
