import { tokensOf } from './pdf-structure.ts';
import type { Token } from './pdf-structure.ts';

/**
 * What a PDF may do besides showing pages. Links, forms and attachments such as an invoice's XML
 * are as good as any; these run something, or send or load data by themselves.
 */
const actions = new Set(['JavaScript', 'Launch', 'ImportData', 'SubmitForm', 'GoToE', 'Rendition']);
const annotations = new Set(['RichMedia', 'Movie', 'Screen', '3D']);

/** Files that a double click runs. */
const executable =
  /\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|jar|lnk|sh|app|dmg|pkg)$/i;

/** Whether a PDF runs a script or a program, or brings one along. */
export function hasActiveContent(pdf: Buffer): boolean {
  let key: Token | undefined;
  let hasAttachment = false;
  const fileNames: string[] = [];
  for (const token of tokensOf(pdf.toString('latin1'))) {
    if (key && 'name' in key) {
      const { name } = key;
      if ('name' in token) {
        if (name === 'S' && actions.has(token.name)) return true;
        if (name === 'Subtype' && annotations.has(token.name)) return true;
        hasAttachment ||= name === 'Type' && token.name === 'EmbeddedFile';
      }
      if ('text' in token && (name === 'F' || name === 'UF')) fileNames.push(plain(token.text));
    }
    key = token;
  }
  return hasAttachment && fileNames.some((name) => executable.test(name));
}

/** PDF strings beyond ASCII are UTF-16, whose zero bytes are all that sets these names apart. */
function plain(text: string): string {
  return text.replaceAll('\0', '').trim();
}
