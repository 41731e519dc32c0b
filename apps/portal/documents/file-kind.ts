import type { FileKind } from '#lending/file-kinds.ts';

/** At most so many letters as a reader counts them: a family of emoji is one. */
const maxLetters = 190;
const maxBytes = 240;
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Browsers send these letters of a name in this way (WHATWG HTML, multipart/form-data). */
const escapes: [sent: RegExp, meant: string][] = [
  [/%22/g, '"'],
  [/%0D/g, ''],
  [/%0A/g, ''],
];

/**
 * Turns the file name that a browser sent into a harmless label: without folders, control
 * characters and marks that reverse the direction of text (`gpj.exe` shown as `exe.jpg`), not too
 * long, and with an extension that fits the content, so that a PDF called `bill.html` is not opened
 * as a page once it is saved. The joiners of Persian words and of emoji stay. Never used as a path.
 */
export function labelOf(fileName: string | undefined, { extensions }: FileKind): string {
  const name = escapes.reduce((text, [sent, meant]) => text.replace(sent, meant), fileName ?? '');
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .normalize('NFC')
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '')
    .trim();
  const [, stem, extension = ''] = /^(.+)\.([^.]+)$/.exec(clean) ?? [];
  const fits = (extensions as readonly string[]).includes(extension.toLowerCase());
  const kept = fits ? stem : clean.replace(/^\.+/, '');
  return `${shortened(kept || 'document')}.${fits ? extension : extensions[0]}`;
}

function shortened(text: string): string {
  let short = '';
  for (const { segment, index } of letters.segment(text)) {
    if (index >= maxLetters || short.length + segment.length > maxBytes) break;
    short += segment;
  }
  return short;
}
