/** The thread that document-reader.ts starts: reads one document, answers once. */
import { parentPort, workerData } from 'node:worker_threads';
import { parse } from './parsers.ts';

const { bytes, mediaType } = workerData as { bytes: Uint8Array<ArrayBuffer>; mediaType: string };
parentPort?.postMessage(await parse(bytes, mediaType));
