import type { Verdict } from '../verdict.ts';
import { blindnessOf, describeLocation, leaksIn, type AuditReport } from './report.ts';
import { escapeMarkup } from './xml.ts';

interface Case {
  suite: string;
  name: string;
  failure?: string;
  error?: string;
}

/** JUnit XML for CI systems: a suite per approach, a case per place, and one case for blindness. */
export function junitReport({ title, verdict, tookMs }: AuditReport): string {
  const cases = [...squareCases(verdict), ...blindCases(verdict)];
  const suites = [...Map.groupBy(cases, ({ suite }) => suite)].map(
    ([name, own]) =>
      `  <testsuite name="${escapeMarkup(name)}" ${counts(own)}>\n${own.map(caseXml).join('')}  </testsuite>\n`,
  );
  const time = (tookMs / 1000).toFixed(3);
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuites name="${escapeMarkup(title)}" ${counts(cases)} time="${time}">\n${suites.join('')}</testsuites>\n`
  );
}

function squareCases(verdict: Verdict): Case[] {
  const leaks = Map.groupBy(leaksIn(verdict), ({ place, approach }) => `${approach}\n${place}`);
  const missing = verdict.rows.flatMap((row) => row.missing);
  return verdict.squares.map(({ place, approach }) => {
    const found = (leaks.get(`${approach}\n${place}`) ?? []).map(
      ({ field, at }) => `${field}: ${at.map(describeLocation).join('; ')}`,
    );
    const lacking = missing
      .filter((cell) => cell.place === place && cell.approach === approach)
      .map(({ field }) => field);
    return {
      suite: approach,
      name: place,
      ...(found.length > 0 && { failure: `must not be there: ${found.join(', ')}` }),
      ...(lacking.length > 0 && {
        error: `must be there, but was not found: ${lacking.join(', ')}`,
      }),
    };
  });
}

function blindCases(verdict: Verdict): Case[] {
  const complaints = blindnessOf(verdict);
  const error = complaints.length > 0 ? { error: complaints.join('\n') } : {};
  return [{ suite: 'the audit itself', name: 'sees all places', ...error }];
}

function caseXml({ suite, name, failure, error }: Case): string {
  const problems = Object.entries({ failure, error }).flatMap(([element, text]) =>
    text === undefined ? [] : [`      <${element} message="${escapeMarkup(text)}"/>\n`],
  );
  const attributes = `classname="${escapeMarkup(suite)}" name="${escapeMarkup(name)}"`;
  if (problems.length === 0) return `    <testcase ${attributes}/>\n`;
  return `    <testcase ${attributes}>\n${problems.join('')}    </testcase>\n`;
}

function counts(cases: readonly Case[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const errors = cases.filter(({ error }) => error !== undefined).length;
  return `tests="${cases.length}" failures="${failures}" errors="${errors}"`;
}
