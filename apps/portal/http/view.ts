import { globSync } from 'node:fs';
import { join } from 'node:path';
import { Eta } from 'eta';
import {
  documentWords,
  eventWords,
  reasonToYouWords,
  reasonWords,
  revealedOfYoursWords,
  revealedWords,
  statusWords,
  unreadableWords,
  verdictWords,
} from './words.ts';

const locale = 'en-US';
const dollars = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' });
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat(locale, {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** Formats values for users, in every template. Times are UTC and say so. */
const show = {
  money: (cents: number): string => dollars.format(cents / 100).replace(/\.00$/, ''),
  date: (date: Date): string => day.format(date),
  time: (date: Date): string => `${moment.format(date)} UTC`,
  bytes: (bytes: number): string => {
    if (bytes < 1024) return `${bytes} bytes`;
    const exponent = Math.min(3, Math.floor(Math.log2(bytes) / 10));
    const amount = (bytes / 1024 ** exponent).toFixed(exponent > 1 ? 1 : 0).replace(/\.0$/, '');
    return `${amount} ${['', 'KB', 'MB', 'GB'][exponent]}`;
  },
  seconds: (ms: number): string => `${(ms / 1000).toFixed(1)} s`,
  status: statusWords,
  event: eventWords,
  document: documentWords,
  verdict: verdictWords,
  unreadable: unreadableWords,
  revealed: revealedWords,
  reason: reasonWords,
  revealedOfYours: revealedOfYoursWords,
  reasonToYou: reasonToYouWords,
};

/**
 * Pages for operators that an extension adds. They use the portal's layout and parts, and cannot
 * replace one of them.
 */
export interface AddedPages {
  /** The page where operators start, and its name in the navigation. */
  start: { path: string; label: string };
  /** The folder of their templates. */
  views: string;
  /** For their templates, as `show.extension`. */
  words: object;
}

export type Render = (view: string, data: object) => string;

/**
 * Renders `views/<view>.eta`, of the portal or of its extension. Every `<%= … %>` is escaped;
 * `<%~ … %>` is for included templates only.
 */
export function createRenderer(extension?: AddedPages): Render {
  const own = join(import.meta.dirname, '../views');
  // The portal's come last, so that they override an extension's.
  const templates = new Map([...templatesIn(extension?.views), ...templatesIn(own)]);
  const eta = new Eta({ views: own, cache: true, autoEscape: true });
  eta.resolvePath = (name) => templates.get(join('/', name)) ?? name;
  const known = { ...show, extension: extension?.words };
  const navigation = extension ? [extension.start] : [];
  return (view, data) => eta.render(view, { ...data, show: known, navigation });
}

/** The templates in a folder, under the names for `include`: `/parts/field`. */
function templatesIn(folder: string | undefined): [name: string, file: string][] {
  if (folder === undefined) return [];
  return globSync('**/*.eta', { cwd: folder }).map((file) => [
    join('/', file.replace(/\.eta$/, '')),
    join(folder, file),
  ]);
}
