import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import { documentWords, eventWords, statusWords } from './words.ts';
import { approachWords, scenarioWords } from '#comparison/x-ray/words.ts';

const locale = 'en-US';
const dollars = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' });
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat(locale, {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** What every template may use to write values as people read them. Times are UTC and say so. */
const show = {
  money: (cents: number): string => dollars.format(cents / 100).replace(/\.00$/, ''),
  date: (date: Date): string => day.format(date),
  time: (date: Date): string => `${moment.format(date)} UTC`,
  bytes: (bytes: number): string => {
    if (bytes < 1024) return `${bytes} bytes`;
    const exponent = Math.min(3, Math.floor(Math.log2(bytes) / 10));
    return `${(bytes / 1024 ** exponent).toFixed(exponent > 1 ? 1 : 0).replace(/\.0$/, '')} ${['', 'KB', 'MB', 'GB'][exponent]}`;
  },
  seconds: (ms: number): string => `${(ms / 1000).toFixed(1)} s`,
  status: statusWords,
  event: eventWords,
  document: documentWords,
  xray: { approach: approachWords, scenario: scenarioWords },
};

export type Render = (view: string, data: object) => string;

/** Renders `views/<view>.eta`. Every `<%= … %>` is escaped; `<%~ … %>` is for included templates only. */
export function createRenderer(): Render {
  const eta = new Eta({
    views: fileURLToPath(new URL('../views', import.meta.url)),
    cache: true,
    autoEscape: true,
  });
  return (view, data) => eta.render(view, { ...data, show });
}
