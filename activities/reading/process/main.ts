/**
 * The process that document-reader.ts starts for one document, which comes through standard input.
 * It answers twice: when its libraries are loaded, and with what it has read or why it could not.
 */
import { buffer } from 'node:stream/consumers';
import { parse, Unreadable } from '../parsers.ts';

const [mediaType = ''] = process.argv.slice(2);
process.send?.({ state: 'loaded' });
const bytes = new Uint8Array(await buffer(process.stdin));
const answer = await parse(bytes, mediaType).then(
  (reading) => ({ state: 'read', reading }),
  // Nothing else of the error: it may quote the document.
  (error: unknown) => ({
    state: 'unreadable',
    reason: error instanceof Unreadable ? error.reason : 'broken',
  }),
);
process.send?.(answer, () => process.exit());
