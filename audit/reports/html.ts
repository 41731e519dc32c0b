/** A self-contained page without scripts, fonts or links. */
import type { JudgedRow, Outcome, Square, Verdict } from '../verdict.ts';
import { blindnessOf, describeLocation, leaksIn, type AuditReport, type Leak } from './report.ts';
import { style } from './style.ts';
import { escapeMarkup as escape } from './xml.ts';

const headlines: Record<Outcome, string> = {
  clean: 'No value is where it must not be',
  leak: 'Values are where they must not be',
  blind: 'The search was blind in part',
};

const signs: Record<Square['state'], string> = {
  nothing: '✓',
  expected: '●',
  leak: '✗',
  missing: '?',
};
const meanings: Record<Square['state'], string> = {
  nothing: 'nothing found',
  expected: 'found, as expected or allowed',
  leak: 'found, and must not be there',
  missing: 'not found, and must be there: the search is blind',
};

export function htmlReport({ title, verdict, startedAt, tookMs }: AuditReport): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<header class="${verdict.outcome}">
<p class="title">${escape(title)}</p>
<h1>${headlines[verdict.outcome]}</h1>
${facts(verdict, startedAt, tookMs)}
</header>
<main>
${list('Leaks', leaksIn(verdict).map(leakItem))}
${list('Blind', blindnessOf(verdict).map(escape))}
${grid(verdict)}
${matrix(verdict.rows)}
</main>
<footer>This report contains none of the values that were searched for.</footer>
</body>
</html>
`;
}

function facts({ values, places }: Verdict, startedAt: Date, tookMs: number): string {
  const searched = Object.values(values).reduce((sum, count) => sum + count, 0);
  const bytes = places.reduce((sum, place) => sum + place.bytes, 0);
  const entries: [string, string][] = [
    ['values', number(searched)],
    ['places', number(places.length)],
    ['bytes read', number(bytes)],
    ['seconds', (tookMs / 1000).toFixed(0)],
    ['begun', startedAt.toISOString().slice(0, 16).replace('T', ' ')],
  ];
  const items = entries.map(
    ([name, value]) => `<div><dt>${name}</dt><dd>${escape(value)}</dd></div>`,
  );
  return `<dl class="facts">${items.join('')}</dl>`;
}

function list(heading: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<section class="problems"><h2>${heading} <span class="count">${items.length}</span></h2>
<ul>${items.map((item) => `<li>${item}</li>`).join('\n')}</ul></section>`;
}

function leakItem({ row, place, approach, field, runs, encodings, at }: Leak): string {
  const where = at
    .map((location) => `<code>${escape(describeLocation(location))}</code>`)
    .join(' ');
  return `<strong>${escape(field)}</strong> of ${escape(approach)} in <strong>${escape(place)}</strong>
<span class="note">line ${row.line}: ${escape(row.because)}</span>
<details><summary>${escape(encodings.join(', '))}</summary><p>${where}</p><p>${escape(runs.join(', '))}</p></details>`;
}

/** A row per place, a column per approach. */
function grid({ squares, places, values }: Verdict): string {
  const approaches = [...new Set(squares.map(({ approach }) => approach))];
  const heads = approaches.map(
    (name) =>
      `<th scope="col">${escape(name)}<small>${number(values[name] ?? 0)} values</small></th>`,
  );
  const rows = places.map(({ name, bytes, seen }) => {
    const cells = squares.filter(({ place }) => place === name).map(squareCell);
    const read = seen ? number(bytes) : `<strong class="missing">blind</strong>`;
    return `<tr><th scope="row">${escape(name)}</th>${cells.join('')}<td class="bytes">${read}</td></tr>`;
  });
  const legend = (Object.keys(signs) as Square['state'][]).map(
    (state) => `<li class="${state}"><b>${signs[state]}</b> ${meanings[state]}</li>`,
  );
  return `<section><h2>What is where</h2>
<div class="scroll" tabindex="0" role="region" aria-label="What is where"><table class="grid"><thead><tr><td></td>${heads.join('')}<th scope="col">bytes read</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>
<ul class="legend">${legend.join('')}</ul></section>`;
}

function squareCell({ state, found, fields }: Square): string {
  const count = found > 0 ? ` <small>${found} of ${fields}</small>` : '';
  return `<td class="${state}" title="${meanings[state]}"><b>${signs[state]}</b>${count}</td>`;
}

function matrix(rows: readonly JudgedRow[]): string {
  const lines = rows.map(
    ({ line, place, approach, fields, expect, because, state, searched }) =>
      `<tr class="${state.replace(' ', '-')}"><td>${line}</td><th scope="row">${escape(place)}</th><td>${escape(approach)}</td><td>${escape(fields)}</td><td><b>${expect}</b></td><td>${escape(because)}</td><td>${state}, ${number(searched)} searched</td></tr>`,
  );
  return `<section><h2>What was expected</h2>
<div class="scroll" tabindex="0" role="region" aria-label="What was expected"><table class="rows"><thead><tr>${['line', 'place', 'approach', 'fields', 'expect', 'because', 'and'].map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>${lines.join('\n')}</tbody></table></div></section>`;
}

const number = (value: number): string => value.toLocaleString('en-US');
