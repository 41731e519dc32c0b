import type { Endpoints } from '#infra/local/endpoints.ts';
import type { Place } from '../search/search.ts';
import type { Piece } from '../search/windows.ts';
import { onDisk } from './files.ts';

interface Mail {
  to: unknown;
  envelope: { to: unknown };
  headers: Record<string, unknown>;
}

/**
 * Of the customer's data a mail may contain the recipient's address only: so the mail as received
 * may hold it, and the mail without its recipients may not.
 */
export function mailPlaces({ apiUrl }: Endpoints['mail'], folder: string): Place[] {
  const landmark = 'News about your application';
  return [
    { ...onDisk('mail as received', [folder], landmark), mayHold: ['email'] },
    { name: 'mail without its recipients', landmark, read: () => withoutRecipients(apiUrl) },
  ];
}

async function* withoutRecipients(apiUrl: string): AsyncGenerator<Piece> {
  const answer = await fetch(`${apiUrl}/email`);
  const mails = (await answer.json()) as Mail[];
  for (const [index, { to: _to, envelope, headers, ...rest }] of mails.entries()) {
    const { to: _envelopeTo, ...otherEnvelope } = envelope;
    const { to: _headerTo, received: _receivedFor, ...otherHeaders } = headers;
    const bytes = Buffer.from(JSON.stringify({ ...rest, otherEnvelope, otherHeaders }));
    yield { from: `mail ${index + 1}`, bytes };
  }
}
