/**
 * `npm run audit:leaks`: plants canaries, searches for them everywhere, and reports what was found
 * where.
 */
import { AuditError } from './errors.ts';
import { readOptions, usage, type Options } from './options.ts';
import type { AuditReport } from './reports/report.ts';
import { terminalReport } from './reports/terminal.ts';
import { writeReports } from './reports/write.ts';
import { exitCodes } from './verdict.ts';

const write = (text: string): void => void process.stdout.write(text);

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) write(`${usage}\n`);
  else process.exitCode = await run(options);
} catch (error) {
  // Messages of other errors may quote what they failed on, and this program must not leak.
  const reason = error instanceof AuditError ? error.message : describe(error);
  process.stderr.write(`The audit could not run: ${reason}\n`);
  process.exitCode = exitCodes['could not run'];
}

async function run({ out, elsewhere }: Options): Promise<number> {
  const [startedAt, begun] = [new Date(), performance.now()];
  const say = (line: string): void => {
    write(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
  };
  const own = { title: 'Leak audit of Harbor Lending', matrix: 'audit/expectations.md' };
  const subject = elsewhere ? { title: 'Leak audit' } : own;
  // Loaded on demand, so that a team can copy one part without the other.
  const verdict = elsewhere
    ? await (await import('./elsewhere/audit.ts')).auditElsewhere(elsewhere, warn)
    : await (await import('./own-system.ts')).auditOwnSystem(say);
  const report: AuditReport = { ...subject, verdict, startedAt, tookMs: performance.now() - begun };
  write(`\n${terminalReport(report)}`);
  if (out !== undefined) for (const path of await writeReports(out, report)) write(`${path}\n`);
  return exitCodes[verdict.outcome];
}

function warn(text: string): void {
  process.stderr.write(`Warning: ${text}\n`);
}

function describe(error: unknown): string {
  const { name, code, stack } = error as { name?: string; code?: string; stack?: string };
  const where = stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) ?? '';
  return [name, code, where.trim()].filter(Boolean).join(' ');
}
