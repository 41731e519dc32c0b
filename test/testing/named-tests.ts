/** The tests of the repository by name, with the controls that they are marked with. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './documents.ts';

export interface NamedTest {
  /** From the root of the repository. */
  file: string;
  /** As it is written: `${…}` stands for what a loop puts there. */
  name: string;
  /** From the comments above it: `// control: ASVS 8.2.1, PCI 7.3.3`. */
  controls: string[];
}

const declared = /((?:^ *\/\/ control: .+\n)*)^ *(?:test|it)\(\s*(['"`])((?:(?!\2).)+)\2/gm;
const mark = /^ *\/\/ control: (.+)$/gm;

/** @throws Error for a mark that stands above no test: it would be believed, and lead nowhere */
export function testsIn(file: string, code: string): NamedTest[] {
  const tests = [...code.matchAll(declared)].map(([, marks = '', , name = '']) => {
    const controls = [...marks.matchAll(mark)].flatMap(([, list = '']) => list.split(', '));
    return { file, name, controls };
  });
  const marked = [...code.matchAll(mark)].flatMap(([, list = '']) => list.split(', '));
  if (marked.length !== tests.flatMap(({ controls }) => controls).length)
    throw new Error(`${file}: a control is named above something that is no test`);
  return tests;
}

/** Every test of the product, of its proofs and of its containers. */
export function namedTests(): NamedTest[] {
  const files = globSync('*/**/*.{test,proof,docker}.ts', {
    cwd: repository,
    exclude: (path) => path.includes('node_modules'),
  });
  return files
    .sort()
    .flatMap((file) => testsIn(file, readFileSync(join(repository, file), 'utf8')));
}
