/** One line of a file, replaced by another. */
export interface Change {
  /** From the root of the repository. */
  file: string;
  /** A piece of a line that occurs in the file exactly once. */
  from: string;
  /**
   * Its replacement. `«…»` marks what leaks: an expression, or `«word»` or `«ssn»` for a planted
   * value. Where the line turns that into something else, a mark around it marks the result.
   */
  to: string;
  /** An import that the line needs. It is appended to the file, so that no other line moves. */
  needs?: string;
}

/** A mutant that proves nothing, whatever came of it. */
export class MutantError extends Error {
  override name = 'MutantError';
}

/**
 * A file's text with the change made.
 * @param mark returns what replaces an expression between `«` and `»`
 * @throws MutantError when the piece to replace is not in the text exactly once
 */
export function mutated(
  text: string,
  change: Change,
  mark: (expression: string) => string,
): string {
  const parts = text.split(change.from);
  if (parts.length !== 2)
    throw new MutantError(`${change.file} contains ${parts.length - 1} times: ${change.from}`);
  const [before = '', after = ''] = parts;
  let line = change.to;
  while (line.includes('«'))
    line = line.replace(/«([^«»]*)»/g, (_, expression: string) => mark(expression));
  const more = [change.needs, line.includes(inSandbox) && importOfLog].filter(Boolean);
  return [before, line, after, ...more.map((statement) => `${statement as string}\n`)].join('');
}

/** Values that a mutant plants in the code, where its line has nothing to leak. */
export interface PlantedInCode {
  word: string;
  ssn: string;
}

/** Leaves a trace when the expression is evaluated, and passes its value on (reached.ts). */
export function marking({ file }: Change, planted: PlantedInCode): (expression: string) => string {
  return (expression) => {
    const value =
      expression in planted
        ? JSON.stringify(planted[expression as keyof PlantedInCode])
        : expression;
    return file.startsWith('workflows/') ? `(${inSandbox}, ${value})` : `leaked(${value})`;
  };
}

/** The expression as a developer would write it, without a trace. */
export function asWritten(expression: string): string {
  return expression === 'word' || expression === 'ssn' ? "'Mustermann'" : expression;
}

/** The sandbox has no files and a silenced console: a code in the log is the only way out of it. */
const inSandbox = "reached.info('', { code: 'MutantReached' })";
const importOfLog = "import { log as reached } from '@temporalio/workflow';";
