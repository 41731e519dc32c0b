import { asText, minSpellingBytes } from './spellings.ts';

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
}

/**
 * One value to search for.
 * @throws Error when every spelling is too short to search for
 */
export function submitted(
  field: string,
  value: string,
  { of = '', spell = asText } = {},
): Submitted {
  const spellings = new Set(
    spell(value).filter((spelling) => Buffer.byteLength(spelling) >= minSpellingBytes),
  );
  if (spellings.size === 0) throw new Error(`${field} is too short to search for`);
  return { field, of, spellings: [...spellings] };
}
