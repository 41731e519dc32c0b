/** The repository's Markdown files, as tests see them. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const repository = join(import.meta.dirname, '../..');

/** Paths from the root of the repository. */
export const documents = globSync('{*,*/**/*}.md', {
  cwd: repository,
  exclude: (path) => path.includes('node_modules'),
});

export const readDocument = (file: string): string => readFileSync(join(repository, file), 'utf8');

/** The commands in the `sh` blocks of a document, without their comments. */
export function commandsIn(document: string): string[] {
  return [...document.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block = '']) => block.trim().split('\n'))
    .map((line) => line.replace(/\s+#.*/, ''));
}

/** The targets of the links in a document that lead to files of the repository. */
export function linksIn(document: string): string[] {
  return [...document.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
}

/** The steps between the markers `path:start` and `path:end` of the README: a file and a symbol. */
export function pathOfASubmission(): { file: string; symbol: string }[] {
  const [, section = ''] =
    /<!-- path:start -->(.*)<!-- path:end -->/s.exec(readDocument('README.md')) ?? [];
  return [...section.matchAll(/\]\(([^)]+)\) `(\w+)`/g)].map(([, file = '', symbol = '']) => ({
    file,
    symbol,
  }));
}

/**
 * A block of expected output: ```` ```text ```` after the marker `<!-- readme:NAME -->`, in one of
 * the documents.
 */
export interface Transcript {
  shown: string;
  /** Writes other output into the document. */
  replace(printed: string): void;
}

/** @throws Error when no document, or more than one, has the marker */
export function findTranscript(name: string): Transcript {
  const section = new RegExp(
    `(<!-- readme:${name} -->\\n+\`\`\`text\\n)(.*?)(\`\`\`\\n+<!-- /readme:${name} -->)`,
    's',
  );
  const [file, ...others] = documents.filter((path) => section.test(readDocument(path)));
  if (file === undefined || others.length > 0)
    throw new Error(
      `${others.length === 0 ? 'no' : 'more than one'} document shows readme:${name}`,
    );
  const text = readDocument(file);
  return {
    shown: section.exec(text)?.[2] ?? '',
    replace: (printed) =>
      writeFileSync(
        join(repository, file),
        text.replace(
          section,
          (_, begin: string, _shown, end: string) => `${begin}${printed}${end}`,
        ),
      ),
  };
}
