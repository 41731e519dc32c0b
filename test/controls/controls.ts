/** docs/controls.md: which control is demonstrated by which test. Made of the marks above tests. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { repository } from '../testing/documents.ts';
import { namedTests } from '../testing/named-tests.ts';
import type { NamedTest } from '../testing/named-tests.ts';
import { frameworks } from './frameworks.ts';
import type { Control } from './frameworks.ts';

const path = join(repository, 'docs/controls.md');
const [begin, end] = ['<!-- controls -->', '<!-- /controls -->'];

/**
 * The tables, in Markdown.
 * @throws Error for a control that no test is marked with, a mark for an unknown control, and a file
 *   that is not there
 */
export function tablesOf(tests: readonly NamedTest[]): string {
  const known = new Set<string>();
  const tables = Object.entries(frameworks).map(([prefix, { title, controls }]) => {
    const rows = Object.entries(controls).map(([number, control]) => {
      known.add(`${prefix} ${number}`);
      return rowOf(`${prefix} ${number}`, control, tests);
    });
    const head = ['Control', 'What it asks for', 'Where', 'Demonstrated by'];
    const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
    return `## ${title}\n\n${lines.join('\n')}`;
  });
  const unknown = tests.flatMap(({ controls }) => controls).find((control) => !known.has(control));
  if (unknown !== undefined) throw new Error(`test/controls/frameworks.ts lacks ${unknown}`);
  return tables.join('\n\n');
}

function rowOf(id: string, { asks, where }: Control, tests: readonly NamedTest[]): string[] {
  const shown = tests.filter(({ controls }) => controls.includes(id));
  if (shown.length === 0) throw new Error(`no test is marked with ${id}`);
  if (!existsSync(join(repository, where))) throw new Error(`${id}: there is no ${where}`);
  const links = shown.map(({ file, name }) => `[${name}](../${file})`);
  return [id, asks, `[${where}](../${where})`, links.join('<br>')];
}

/** The document as it is, and as it should be. */
export async function document(): Promise<{ is: string; shouldBe: string }> {
  const is = readFileSync(path, 'utf8');
  const [before = '', rest = ''] = is.split(begin);
  const [, after = ''] = rest.split(end);
  const text = `${before}${begin}\n\n${tablesOf(namedTests())}\n\n${end}${after}`;
  const options = await resolveConfig(path);
  return { is, shouldBe: await format(text, { ...options, parser: 'markdown' }) };
}

/** Writes the document as it should be. */
export async function writeDocument(): Promise<void> {
  writeFileSync(path, (await document()).shouldBe);
}
