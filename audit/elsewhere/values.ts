/** The values of another team's audit: a file whose contents are never repeated. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { submitted, type Submitted } from '../search/submitted.ts';
import { asDate, asDigits, asMoney, asPhone, asText, type Spell } from '../search/spellings.ts';
import { AuditError } from '../errors.ts';
import { parseCsv } from './csv.ts';

/** The spellings of a value, by its `kind`. */
const spells = {
  text: asText,
  ssn: asDigits(3, 2, 4),
  card: asDigits(4, 4, 4, 4),
  digits: asDigits(),
  phone: asPhone,
  money: asMoney,
  date: (value) => asDate(american(value)),
} as const satisfies Record<string, Spell>;

const entry = z.strictObject({
  name: z.string().min(1),
  value: z.string().min(1),
  kind: z.enum(Object.keys(spells) as (keyof typeof spells)[]).default('text'),
});
type Entry = z.infer<typeof entry>;
const entries = z.array(entry).min(1);

export interface Values {
  values: readonly Submitted[];
  /** True if users other than the owner can read the file. */
  exposed: boolean;
}

/**
 * Reads a JSON file, `[{"name", "value", "kind"?}]` or `{"name": "value"}`, or a CSV file with
 * these columns.
 * @throws AuditError `AUDIT_BAD_VALUES`, which names the entry and the problem and quotes nothing
 */
export async function readValues(path: string): Promise<Values> {
  const [text, { mode }] = await Promise.all([readFile(path, 'utf8'), stat(path)]).catch(() => {
    throw bad('the file cannot be read');
  });
  const found = entries.safeParse(path.endsWith('.csv') ? csvEntries(text) : jsonEntries(text));
  if (!found.success) {
    const [issue] = found.error.issues;
    throw bad(`entry ${issue?.path.map(String).join('.') ?? ''}: ${issue?.code ?? 'invalid'}`);
  }
  return { values: found.data.map(valueOf), exposed: (mode & 0o044) !== 0 };
}

function valueOf({ name, value, kind }: Entry, index: number): Submitted {
  try {
    return submitted(name, value, { of: 'given', spell: spells[kind] });
  } catch {
    throw bad(`entry ${index}: shorter than 8 bytes, which turn up by chance`);
  }
}

function jsonEntries(text: string): unknown {
  try {
    const content: unknown = JSON.parse(text);
    if (Array.isArray(content) || typeof content !== 'object' || content === null) return content;
    return Object.entries(content).map(([name, value]) => ({ name, value: value as unknown }));
  } catch {
    // JSON.parse's error would quote the file.
    throw bad('it is not JSON');
  }
}

function csvEntries(text: string): unknown {
  try {
    const [head = [], ...rows] = parseCsv(text.replace(/^\u{feff}/u, ''));
    return rows.map((cells) =>
      Object.fromEntries(
        cells
          .map((cell, index) => [head[index] ?? '', cell] as const)
          .filter(([, cell]) => cell !== ''),
      ),
    );
  } catch {
    throw bad('it is not CSV');
  }
}

/** Converts `1961-04-09` to `04/09/1961`, and leaves other texts unchanged. */
function american(date: string): string {
  return date.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$2/$3/$1');
}

function bad(what: string): AuditError {
  return new AuditError('AUDIT_BAD_VALUES', `values: ${what}`);
}
