import type { ExtractionReport } from '#lending/index.ts';

type ReadDocument = ExtractionReport['documents'][number];

/** What is read from one document. */
export type Reading = Pick<ReadDocument, 'pages' | 'text' | 'image'>;
export type UnreadableReason = NonNullable<ReadDocument['unreadable']>;

/** Of a PDF or a TIFF. */
export const maxPages = 500;

/** Nothing can be read from the document, for a reason that a person can act on. */
export class Unreadable extends Error {
  override name = 'Unreadable';
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason) {
    super(reason);
    this.reason = reason;
  }
}
