import { parseArgs } from 'node:util';
import type { Targets } from './elsewhere/audit.ts';
import { AuditError } from './errors.ts';

export interface Options {
  help: boolean;
  /** The folder for reports; without it the audit only prints. */
  out?: string;
  /** Another team's values and system. Without it the audit plants canaries in this project. */
  elsewhere?: Targets;
}

export const usage = `npm run audit:leaks -- [options]
  --out DIR            write the reports (HTML, JSON, JUnit, SARIF) into DIR

On a system of your own:
  --values FILE        what to search for: JSON or CSV with name, value and kind
                       (text, ssn, card, digits, phone, money, date)
  --target PATH        a file or folder: logs, exports, histories, archives; may be repeated
  --target temporal    a namespace, as the environment or a Temporal profile names it
  --namespace NAME     another one
  --query FILTER       which runs, as the Temporal UI filters them
  --since DATE         runs that were started since then
  --landmark TEXT      what is known to be in each target
  --expect-found NAME  a value that must be found in each target; may be repeated

Exit codes: 0 clean, 1 leak, 2 blind, 3 could not run`;

const options = {
  help: { type: 'boolean', short: 'h' },
  out: { type: 'string' },
  values: { type: 'string' },
  target: { type: 'string', multiple: true },
  namespace: { type: 'string' },
  query: { type: 'string' },
  since: { type: 'string' },
  landmark: { type: 'string' },
  'expect-found': { type: 'string', multiple: true },
} as const;

type Given = ReturnType<typeof parse>;

/**
 * Reads the command line.
 * @throws AuditError `AUDIT_BAD_OPTION`
 */
export function readOptions(args: string[]): Options {
  const given = parse(args);
  const elsewhere = targetsOf(given);
  const { help = false, out } = given;
  return { help, ...(out !== undefined && { out }), ...(elsewhere && { elsewhere }) };
}

function targetsOf(given: Given): Targets | undefined {
  const {
    values,
    target: targets = [],
    namespace,
    landmark,
    'expect-found': expectFound = [],
  } = given;
  const others = [...targets, ...expectFound, namespace, given.query, given.since, landmark];
  if (values === undefined) {
    if (others.some((other) => other !== undefined))
      throw badOption('--values names the file of values to search for');
    return undefined;
  }
  if (targets.length === 0) throw badOption('--target names where to search');
  const query = queryOf(given);
  if (!targets.includes('temporal') && (namespace ?? query) !== undefined)
    throw badOption('--namespace, --query and --since need --target temporal');
  return { values, targets, namespace, query, landmark, expectFound };
}

function queryOf({ query, since }: Given): string | undefined {
  if (since === undefined) return query;
  const date = new Date(since);
  if (Number.isNaN(date.getTime()))
    throw badOption('--since is a date: 2026-11-24, or with a time');
  const recent = `StartTime >= "${date.toISOString()}"`;
  return query === undefined ? recent : `(${query}) AND ${recent}`;
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw badOption((error as Error).message);
  }
}

function badOption(message: string): AuditError {
  return new AuditError('AUDIT_BAD_OPTION', `${message}\n\n${usage}`);
}
