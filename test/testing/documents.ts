/** The repository's Markdown files, as tests see them. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

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

/** A stop on the path through the code: a file, and what to look for in it. */
export interface Stop {
  file: string;
  symbol: string;
}

/**
 * The path in a document: its numbered list between `<!-- path:start -->` and `<!-- path:end -->`.
 */
export function pathIn(document: string): Stop[] {
  const [, list = ''] = /<!-- path:start -->(.*)<!-- path:end -->/s.exec(document) ?? [];
  const stops = list.matchAll(/^\d+\. \[`(.+?)`\]\(\1\) `(\w+)`: \S/gm);
  return [...stops].map(([, file = '', symbol = '']) => ({ file, symbol }));
}

/** Whether a file exports the stop's symbol, or defines it as a method. */
export const defines = ({ file, symbol }: Stop): boolean =>
  new RegExp(
    `^export (async )?(function|const|type|interface) ${symbol}\\b|^ +async ${symbol}\\(`,
    'm',
  ).test(readDocument(file));

/**
 * Whether a file leads a reader to a stop: it imports the stop's file, or its symbol from the index
 * of a folder, or calls the symbol as a method. Workflows and activities are called by the name of
 * their file.
 */
export function leadsTo(from: Stop, { file, symbol }: Stop): boolean {
  const code = readDocument(from.file).replace(/^ *(\/\*\*|\*|\/\/).*$/gm, '');
  const imported = [...code.matchAll(/from '([#.][^']+)'/g)].map(([, target = '']) =>
    target.startsWith('#') ? target.slice(1) : join(dirname(from.file), target),
  );
  const name = /^(workflows|activities)\//.test(file) ? toCamelCase(basename(file, '.ts')) : symbol;
  const called = new RegExp(`import \\{[^}]*\\b${name}\\b|\\.${name}\\(|'${name}'`);
  return imported.includes(file) || called.test(code);
}

const toCamelCase = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

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
