/**
 * The structure of a PDF, without what is only content: a page that says "JavaScript" holds the
 * word in a string or in a stream, and an action that runs JavaScript has it as a name. ISO
 * 32000-2, 7.2 and 7.5.7.
 */
import { inflateSync } from 'node:zlib';

/** A name (`/S` is `S`), a string, or anything else that stands for a value. */
export type Token = { name: string } | { text: string } | { other: string };

/** Object streams hold the objects of a PDF compressed; a larger one is no document's. */
const maxInflated = 32 * 1024 * 1024;

/** Every token outside of streams, and those inside of object streams. */
export function* tokensOf(pdf: string): Generator<Token> {
  const syntax =
    /%[^\r\n]*|\(|<(?<hex>[0-9a-f\s]*)>|\/(?<name>[^\s()<>[\]{}/%]*)|\bstream\r?\n|<<|>>|[^\s()<>[\]{}/%]+|[^]/gi;
  let sinceStream = '';
  for (let match = syntax.exec(pdf); match; match = syntax.exec(pdf)) {
    const [whole] = match;
    const { hex, name } = match.groups ?? {};
    if (whole === '(') {
      const text = literalAt(pdf, syntax.lastIndex);
      syntax.lastIndex += text.length + 1;
      yield { text };
      continue;
    }
    if (/^stream\r?\n$/.test(whole)) {
      const end = pdf.indexOf('endstream', syntax.lastIndex);
      const stop = end < 0 ? pdf.length : end;
      if (/\/ObjStm\b/.test(sinceStream))
        yield* tokensOf(inflated(pdf.slice(syntax.lastIndex, stop)));
      syntax.lastIndex = stop;
      sinceStream = '';
      continue;
    }
    sinceStream = (sinceStream + whole).slice(-2_000);
    if (name !== undefined) yield { name: unescaped(name) };
    else if (hex !== undefined)
      yield { text: Buffer.from(hex.replace(/\s/g, ''), 'hex').toString('latin1') };
    else if (whole.trim() !== '') yield { other: whole };
  }
}

/** A string up to its closing bracket; brackets inside come in pairs or are escaped. */
function literalAt(pdf: string, from: number): string {
  let depth = 1;
  for (let at = from; at < pdf.length; at += 1) {
    const letter = pdf[at];
    if (letter === '\\') at += 1;
    else if (letter === '(') depth += 1;
    else if (letter === ')' && (depth -= 1) === 0) return pdf.slice(from, at);
  }
  return pdf.slice(from);
}

/** `J#61vaScript` is `JavaScript`. */
function unescaped(name: string): string {
  return name.replace(/#([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}

/** Nothing for what does not inflate: no reader can open it either. */
function inflated(stream: string): string {
  try {
    const bytes = Buffer.from(stream, 'latin1');
    return inflateSync(bytes, { maxOutputLength: maxInflated, finishFlush: 2 }).toString('latin1');
  } catch {
    return '';
  }
}
