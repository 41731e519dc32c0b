/** What must be copied with a file so that it compiles: everything that it imports, and that these import. */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const imports = /(?:from|import) '([#.][^']+)'/g;

/** The given files and all that they import, as paths from the repository's root. */
export function closureOf(repository: string, roots: readonly string[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...roots];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    if (file.endsWith('.ts')) waiting.push(...importsOf(repository, file));
  }
  return found;
}

function importsOf(repository: string, file: string): string[] {
  const text = readFileSync(join(repository, file), 'utf8');
  return [...text.matchAll(imports)].map(([, path = '']) =>
    path.startsWith('#') ? path.slice(1) : normalize(join(dirname(file), path)),
  );
}
