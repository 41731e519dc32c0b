/** The trail in a customer's words. */
import type { TrailEntry } from '#lending/index.ts';

const people: Readonly<Record<string, string>> = {
  customer: 'You',
  reviewer: 'A reviewer',
  auditor: 'An auditor',
  worker: 'Our automatic processing',
  sweeper: 'Our housekeeping',
};

const deeds: Readonly<Record<string, string>> = {
  'subject.open': 'began the application',
  'subject.close': 'submitted it',
  'subject.await': 'asked for another document',
  'document.write': 'stored a document',
  'document.inspect': 'checked a document',
  'document.remove': 'removed a document',
  'document.read': 'opened a document',
  'documents.list': 'looked at the list of documents',
  'trail.read': 'looked at this list',
};

/** Something that happened once or several times in a row. */
export interface Deed {
  who: string;
  what: string;
  times: number;
  first: Date;
  last: Date;
}

/** The newest first; what one sort of person did again and again is one deed. */
export function deedsOf(entries: readonly TrailEntry[]): Deed[] {
  const found: Deed[] = [];
  for (const entry of entries) {
    const [who, what] = [people[entry.role] ?? 'A process', deedOf(entry)];
    const before = found.at(-1);
    if (before?.who === who && before.what === what) {
      before.times += 1;
      before.last = entry.at;
    } else found.push({ who, what, times: 1, first: entry.at, last: entry.at });
  }
  return found.reverse();
}

function deedOf({ action, part, outcome }: TrailEntry): string {
  const thing = part === null ? 'a record' : `“${part.replaceAll('-', ' ')}”`;
  if (outcome === 'denied') return `was refused ${thing}`;
  if (action === 'record.read') return `opened ${thing}`;
  if (action === 'record.write') return `stored ${thing}`;
  return deeds[action] ?? 'did something else';
}
