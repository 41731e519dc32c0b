/** Whether a mutant is refused before anybody runs it: by `tsc` or by ESLint, which look at the sources. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import type { Mutant } from './mutant.ts';
import { asWritten, changesOf, mutated, repository } from './tree.ts';

/** Gives what is said against a mutant: `TS2322`, or the name of a rule. */
export type LookAt = (mutant: Mutant) => Promise<string[]>;

/** Looks at the changed files only: an error elsewhere that follows from the change is not looked for. */
export function createLookAt(): LookAt {
  const typesOf = createTypeCheck();
  const eslint = new ESLint({ cwd: repository });
  return async (mutant) => {
    const said: string[] = [];
    for (const change of changesOf(mutant)) {
      const file = join(repository, change.file);
      const text = mutated(readFileSync(file, 'utf8'), change, asWritten);
      said.push(...typesOf(file, text));
      const [result] = await eslint.lintText(text, { filePath: file });
      said.push(
        ...(result?.messages ?? []).map(
          ({ ruleId }) => ruleId?.replace(/^@[\w-]+\//, '') ?? 'ESLint',
        ),
      );
    }
    return [...new Set(said)];
  };
}

/** The compiler on the whole project, with another text for one file; what did not change is parsed once. */
function createTypeCheck(): (file: string, text: string) => string[] {
  const file = ts.readConfigFile(join(repository, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  );
  const config = file.config as unknown;
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, repository);
  const host = ts.createCompilerHost(options);
  const parsed = new Map<string, ts.SourceFile | undefined>();
  let program: ts.Program | undefined;
  return (file, text) => {
    host.readFile = (path) => (path === file ? text : ts.sys.readFile(path));
    const getSourceFile: ts.CompilerHost['getSourceFile'] = (path, ...rest) => {
      if (path === file) return host.getSourceFile(path, ...rest);
      if (!parsed.has(path)) parsed.set(path, host.getSourceFile(path, ...rest));
      return parsed.get(path);
    };
    program = ts.createProgram(fileNames, options, { ...host, getSourceFile }, program);
    const source = program.getSourceFile(file);
    const diagnostics = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return diagnostics.map(({ code }) => `TS${code}`);
  };
}
