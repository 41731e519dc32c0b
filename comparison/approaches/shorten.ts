import type { Marked } from './contract.ts';

/** How many characters of the text between two submitted values are shown at either end. */
const shownAtEnds = 160;
/** A document's text may repeat a value a hundred times. */
const maxPieces = 60;

/** Cuts what is long and holds no submitted value, and says how long it was. */
export function shorten(marked: Marked): Marked {
  const shown = marked
    .slice(0, maxPieces)
    .map((piece) => (piece.field ? piece : { text: cut(piece.text) }));
  const rest = marked.slice(maxPieces).reduce((sum, { text }) => sum + text.length, 0);
  return rest > 0 ? [...shown, { text: ` … ${count(rest)} more characters` }] : shown;
}

function cut(text: string): string {
  const left = text.length - 2 * shownAtEnds;
  if (left <= shownAtEnds) return text;
  return `${text.slice(0, shownAtEnds)} … ${count(left)} characters … ${text.slice(-shownAtEnds)}`;
}

const count = (value: number): string => value.toLocaleString('en-US');
