/**
 * The process that document-reader.ts starts for one document, which comes through standard input.
 * It answers twice: when its libraries are loaded, and with what it has found or why it could not.
 */
import { buffer } from 'node:stream/consumers';
import { hasActiveContent } from '../active-content.ts';
import { parse } from '../parsers.ts';
import { Unreadable } from '../unreadable.ts';

const [task, mediaType = ''] = process.argv.slice(2);
process.send?.({ state: 'loaded' });

async function answer(): Promise<object> {
  const bytes = await buffer(process.stdin);
  if (task === 'inspect') return { state: 'inspected', isActive: hasActiveContent(bytes) };
  return { state: 'read', reading: await parse(new Uint8Array(bytes), mediaType) };
}

const sent = await answer().catch((error: unknown) => ({
  state: 'unreadable',
  // Nothing else of the error: it may quote the document.
  reason: error instanceof Unreadable ? error.reason : 'broken',
}));
process.send?.(sent, () => process.exit());
