import { Readable } from 'node:stream';
import { ApplicationFailure } from '@temporalio/common';
import type { ByValueActivities, Document, ReadDocument } from '../naive/contract.ts';
import { readDocument } from '#activities/reading/document-reader.ts';
import { findIn } from '#activities/reading/findings.ts';
import type { ByValueTools } from './tools.ts';

type DocumentSteps = Pick<ByValueActivities, 'scanDocuments' | 'extractFields'>;

/** How many characters of an unreadable document the error quotes. */
const quoted = 80;

export function createDocumentSteps({ scanner, context }: ByValueTools): DocumentSteps {
  async function read({ fileName, mediaType, type, content }: Document): Promise<ReadDocument> {
    const bytes = Buffer.from(content, 'base64');
    const answer = await readDocument(bytes, mediaType, context().cancellationSignal);
    if ('unreadable' in answer) throw unreadable(fileName, content);
    return { ref: fileName, type, readable: true, ...answer.reading };
  }

  return {
    async scanDocuments(documents) {
      for (const { content, mediaType } of documents) {
        const stream = Readable.from([Buffer.from(content, 'base64')]);
        if ((await scanner.scan(stream, mediaType)) === 'infected') return 'infected';
      }
      return 'clean';
    },

    async extractFields({ details, documents }) {
      const { heartbeat } = context();
      const finished: ReadDocument[] = [];
      // Statements first: they take the longest.
      for (const document of documents.toSorted((one, other) =>
        one.type.localeCompare(other.type),
      )) {
        finished.push(await read(document));
        // What was read so far, so that the next attempt can resume there. Temporal's operator sees
        // it while the step runs, and its database keeps it.
        heartbeat({ finished });
      }
      return { documents: finished, ...findIn(finished, details) };
    },
  };
}

/**
 * The message quotes what it failed on. The type has the file's name in it, so that each file has a
 * policy of its own for retries; a codec encrypts messages, and no codec encrypts a type.
 */
function unreadable(fileName: string, content: string): ApplicationFailure {
  const beginning = Buffer.from(content, 'base64').toString().slice(0, quoted);
  return ApplicationFailure.create({
    type: `CannotRead ${fileName}`,
    message: `Cannot read ${fileName}, which begins “${beginning}”`,
  });
}
