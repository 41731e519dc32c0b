/**
 * The one reader of `process.env`. Each process brings a table of its settings; a variable that has
 * the prefix and is a setting of no process is refused, so that a misspelt name never falls back
 * silently to a default. Temporal's own variables (`TEMPORAL_ADDRESS`, `TEMPORAL_API_KEY`, …) are
 * read by `@temporalio/envconfig`.
 */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { catalogue, prefix } from './catalogue.ts';
import type { Setting } from './catalogue.ts';
import { ConfigError } from './config-error.ts';
import { withoutServiceLinks } from './service-links.ts';

/**
 * Settings with their schemas. `.optional()` and `.default()` mark what a process can do without.
 */
export type SettingTable = { readonly [Name in Setting]?: z.ZodType };

export type Config<Table extends SettingTable> = {
  readonly [Name in keyof Table]: z.infer<Table[Name]>;
};

const known: ReadonlySet<string> = new Set(catalogue);

/**
 * Reads and checks the settings of the table. Each may be given as `NAME_FILE` instead, the path of
 * a file with the value. An empty variable counts as missing.
 * @throws ConfigError `CONFIG_INVALID`, naming each variable that is missing, malformed, given
 *   twice or unknown
 */
export function readConfig<Table extends SettingTable>(
  table: Table & Record<Exclude<keyof Table, Setting>, never>,
  environment: NodeJS.ProcessEnv = process.env,
): Config<Table> {
  const env = withoutServiceLinks(environment);
  const problems = unknownIn(env).map((name) => `${name} is not a setting`);
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries<z.ZodType>(table)) {
    const { value, problem } = readSetting(name, schema, env);
    if (problem !== undefined) problems.push(problem);
    else values[name] = value;
  }
  if (problems.length > 0) throw new ConfigError(problems.join('; '));
  return values as Config<Table>;
}

function unknownIn(env: NodeJS.ProcessEnv): string[] {
  const isKnown = (name: string): boolean =>
    known.has(name) || known.has(name.replace(/_FILE$/, ''));
  return Object.keys(env).filter((name) => name.startsWith(prefix) && env[name] && !isKnown(name));
}

function readSetting(
  name: string,
  schema: z.ZodType,
  env: NodeJS.ProcessEnv,
): { value?: unknown; problem?: string } {
  const [text, file] = [env[name] || undefined, env[`${name}_FILE`] || undefined];
  if (text && file) return { problem: `${name} and ${name}_FILE are both set` };
  const given = file ? contentOf(file) : text;
  if (file && given === undefined)
    return { problem: `${name}_FILE names a file that cannot be read` };
  const parsed = schema.safeParse(given);
  if (parsed.success) return { value: parsed.data };
  return { problem: `${name} is ${given === undefined ? 'missing' : 'not valid'}` };
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
