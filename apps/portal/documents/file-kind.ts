import { fileTypeFromBuffer } from 'file-type';

/** The kinds of files that may be uploaded, each with the file name extensions it may have. */
const kinds = [
  { mediaType: 'application/pdf', extensions: ['pdf'] },
  { mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg'] },
  { mediaType: 'image/png', extensions: ['png'] },
] as const;
export type FileKind = (typeof kinds)[number];

/** How many bytes it takes to recognise a kind. */
export const headBytes = 4_100;

/**
 * The kind of a file by its first bytes, since its name and its declared type are only claims.
 * Undefined if the kind is not allowed.
 */
export async function kindOf(head: Uint8Array): Promise<FileKind | undefined> {
  const found = await fileTypeFromBuffer(head);
  return kinds.find(({ mediaType }) => mediaType === found?.mime);
}

/**
 * Turns the file name that a browser sent into a harmless label: without folders, control
 * characters and marks that reverse the direction of text (`gpj.exe` shown as `exe.jpg`), at most
 * 200 characters, and with an extension that fits the content, so that a PDF called `bill.html` is
 * not opened as a page once it is saved. Never used as a path.
 */
export function labelOf(fileName: string | undefined, { extensions }: FileKind): string {
  const base = (fileName ?? '').split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '')
    .trim();
  const [, stem, extension = ''] = /^(.+)\.([^.]+)$/.exec(clean) ?? [];
  const fits = (extensions as readonly string[]).includes(extension.toLowerCase());
  const kept = fits ? stem : clean.replace(/^\.+/, '');
  const short = [...(kept || 'document')].slice(0, 190).join('');
  return `${short}.${fits ? extension : extensions[0]}`;
}
