/** Whether `tsc` or ESLint reject a mutant's sources before they run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { asWritten, mutated } from './change.ts';
import { changesOf, type Mutant } from './mutant.ts';
import { repository } from './tree.ts';

/** Returns the complaints about a mutant: `TS2322`, or the name of a rule. */
export type Check = (mutant: Mutant) => Promise<string[]>;

/**
 * Checks the changed files only; errors in other files that follow from the change are not
 * reported.
 */
export function createCheck(): Check {
  const typesOf = createTypeCheck();
  const eslint = new ESLint({ cwd: repository });
  return async (mutant) => {
    const complaints: string[] = [];
    for (const change of changesOf(mutant)) {
      const file = join(repository, change.file);
      const text = mutated(readFileSync(file, 'utf8'), change, asWritten);
      complaints.push(...typesOf(file, text));
      const [result] = await eslint.lintText(text, { filePath: file });
      complaints.push(
        ...(result?.messages ?? []).map(
          ({ ruleId }) => ruleId?.replace(/^@[\w-]+\//, '') ?? 'ESLint',
        ),
      );
    }
    return [...new Set(complaints)];
  };
}

/**
 * The compiler on the whole project with another text for one file. Unchanged files are parsed
 * once.
 */
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
