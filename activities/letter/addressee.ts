import { loadFonts } from './fonts.ts';
import type { FontOf, LetterFont } from './fonts.ts';
import type { LetterContent } from './words.ts';

/** To whom the letter goes, in letters that can be printed. */
export interface Addressee {
  name: string;
  address: string;
  fontOf: FontOf;
  /** False if the name or the address has a letter that no font has. */
  isComplete: boolean;
}

/**
 * The customer. What cannot be printed in full is not printed at all: half a name is a wrong name.
 * The application's reference takes the place, by which both sides know whom the letter means.
 */
export async function addressed(
  { details, reference }: Pick<LetterContent, 'details' | 'reference'>,
  regular: LetterFont,
): Promise<Addressee> {
  const name = printable(details.fullName);
  const address = printable(details.address);
  const forBoth = await loadFonts(`${name}\n${address}`, regular);
  if (forBoth) return { name, address, fontOf: forBoth, isComplete: true };
  const forName = await loadFonts(name, regular);
  return {
    name: forName ? name : 'Customer',
    address: `Application ${reference}`,
    fontOf: forName ?? (() => regular),
    isComplete: false,
  };
}

/** Composed, since fonts have `é` and need not know how to put an accent on an `e`. */
function printable(text: string): string {
  return text.normalize('NFC').replaceAll('\t', ' ');
}
