import { exitCodes } from '../verdict.ts';
import { blindnessOf, leaksIn, type AuditReport } from './report.ts';

/** Everything, for programs. */
export function jsonReport({ title, verdict, startedAt, tookMs }: AuditReport): string {
  const { outcome, places, values, squares, rows } = verdict;
  const report = {
    title,
    outcome,
    exitCode: exitCodes[outcome],
    startedAt: startedAt.toISOString(),
    tookMs: Math.round(tookMs),
    values,
    places,
    squares,
    leaks: leaksIn(verdict).map(({ row, ...leak }) => ({ ...leak, line: row.line })),
    blind: blindnessOf(verdict),
    expectations: rows.map(
      ({ line, place, approach, fields, expect, because, state, searched }) => ({
        ...{ line, place, approach, fields, expect, because, state, searched },
      }),
    ),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
