/**
 * Whether a name stands in a text. People and banks write one name in several ways: `Łukasz` and
 * `LUKASZ`, `Groß` and `GROSS`, `Mary-Jane` and `Mary Jane`, `Jane Doe` and `DOE, JANE`.
 */

/** Letters that Unicode does not decompose, as passports and banks transcribe them. */
const transcribed: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Ligatures, full-width letters and the forms of Arabic letters that PDFs hold. */
const forms = /[\ufb00-\ufb06\uff01-\uff5e\ufb50-\ufdcf\ufe70-\ufefc]/g;

/** Written without spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u;

/** Whole words, in the order of the name or with its last word first. Nothing is in no text. */
export function isNameIn(text: string, name: string): boolean {
  const wanted = wordsIn(name);
  const found = wordsIn(text);
  if (!wanted.some((word) => /\p{L}/u.test(word))) return false;
  if (unspaced.test(name)) return found.join('').includes(wanted.join(''));
  const inverted = [...wanted.slice(-1), ...wanted.slice(0, -1)];
  const line = ` ${found.join(' ')} `;
  return [wanted, inverted].some((words) => line.includes(` ${words.join(' ')} `));
}

/**
 * The words of a text, without case, accents and punctuation. Not NFKD as a whole: one character of
 * Arabic stands for eighteen, so a page of it would take seconds.
 */
function wordsIn(text: string): string[] {
  return text
    .replace(forms, (form) => form.normalize('NFKC'))
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}\p{Cf}'’ʼ`]/gu, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => transcribed[letter] ?? letter)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
