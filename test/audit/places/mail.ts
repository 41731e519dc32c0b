import type { Endpoints } from '#infra/local/endpoints.ts';
import type { Place } from '#infra/leak-search/search.ts';
import { onDisk } from './files.ts';

interface Mail {
  to: unknown;
  envelope: { to: unknown };
  headers: Record<string, unknown>;
}

/**
 * A mail is addressed to someone, and only the address may be in it: it may be in the mail as it was received, and
 * not in what is left without its recipients.
 */
export function mailPlaces({ url }: Endpoints['mail'], folder: string): Place[] {
  const landmark = 'News about your application';
  return [
    { ...onDisk('mail as received', [folder], landmark), mayHold: ['email'] },
    { name: 'mail without its recipients', landmark, read: () => withoutRecipients(url) },
  ];
}

async function* withoutRecipients(url: string): AsyncGenerator<Uint8Array> {
  const answer = await fetch(`${url}/api/email`);
  for (const { to: _to, envelope, headers, ...rest } of (await answer.json()) as Mail[]) {
    const { to: _envelopeTo, ...otherEnvelope } = envelope;
    const { to: _headerTo, received: _receivedFor, ...otherHeaders } = headers;
    yield Buffer.from(JSON.stringify({ ...rest, otherEnvelope, otherHeaders }));
  }
}
