import { fileTypeFromBuffer } from 'file-type';

/** What may be uploaded, with the ending that a file of the kind must have when somebody saves it. */
const kinds = [
  { mediaType: 'application/pdf', endings: ['pdf'] },
  { mediaType: 'image/jpeg', endings: ['jpg', 'jpeg'] },
  { mediaType: 'image/png', endings: ['png'] },
] as const;
export type FileKind = (typeof kinds)[number];

/** How many bytes it takes to tell a kind. */
export const tellingBytes = 4_100;

/** The kind of a file by its first bytes; its name and its declared type are only claims. Undefined if not allowed. */
export async function kindOf(head: Uint8Array): Promise<FileKind | undefined> {
  const found = await fileTypeFromBuffer(head);
  return kinds.find(({ mediaType }) => mediaType === found?.mime);
}

/**
 * A label made of the name that a browser sent: without folders, control characters and marks that turn the
 * direction of text (`gpj.exe` shown as `exe.jpg`), at most 200 characters, and with an ending that fits the content,
 * so that a PDF called `bill.html` is not opened as a page by whoever saves it. Never used as a path.
 */
export function labelOf(fileName: string | undefined, { endings }: FileKind): string {
  const base = (fileName ?? '').split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '')
    .trim();
  const [ending] = endings;
  const fits = endings.some(
    (allowed) => clean.toLowerCase().endsWith(`.${allowed}`) && clean.length > allowed.length + 1,
  );
  const stem = fits
    ? clean.slice(0, clean.lastIndexOf('.'))
    : clean.replace(/^\.+/, '') || 'document';
  return `${[...stem].slice(0, 190).join('')}.${fits ? clean.slice(clean.lastIndexOf('.') + 1) : ending}`;
}
