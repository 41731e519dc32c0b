import { asText, minSpellingBytes, type Spell } from './spellings.ts';

/** A value that was submitted to the system and must not turn up outside the vault. */
export interface Submitted {
  /**
   * The name of the value. Findings are reported by this name; the value itself is never repeated.
   */
  field: string;
  /** The run or application that it was submitted in, which helps to trace a leak. */
  of: string;
  /** Every way to write it. */
  spellings: string[];
  /** Numbers that it becomes, searched for where they stand alone. */
  numbers?: string[];
}

/**
 * One value to search for.
 * @throws Error when every spelling is too short to search for
 */
export function submitted(
  field: string,
  value: string,
  { of = '', spell = asText }: { of?: string; spell?: Spell } = {},
): Submitted {
  const all = spell(value);
  const spellings = longEnough(all.filter((one) => typeof one === 'string'));
  const numbers = longEnough(all.flatMap((one) => (typeof one === 'string' ? [] : [one.number])));
  if (spellings.length === 0) throw new Error(`${field} is too short to search for`);
  return { field, of, spellings, ...(numbers.length > 0 && { numbers }) };
}

function longEnough(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => Buffer.byteLength(text) >= minSpellingBytes);
}
