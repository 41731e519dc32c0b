/**
 * What must be copied with a file so that it compiles: all that it imports, directly or
 * indirectly.
 */
import { dirname, join, normalize } from 'node:path';

const imports = /(?:from|import) '([#.][^']+)'/g;

/**
 * The given files and all that they import, as paths from the project's root.
 * @param read the text of a file as the project will have it
 */
export function closureOf(read: (file: string) => string, roots: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const waiting = [...roots];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    if (file.endsWith('.ts')) waiting.push(...importsOf(file, read(file)));
  }
  return found;
}

function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(imports)].map(([, path = '']) =>
    path.startsWith('#') ? path.slice(1) : normalize(join(dirname(file), path)),
  );
}
