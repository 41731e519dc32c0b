import manifest from '../../package.json' with { type: 'json' };
import { join } from 'node:path';
import { failureTypes } from '#contract/index.ts';

/**
 * What a log line holds of an error: the name of its class, its code, where it arose, and the same
 * of its cause.
 */
export interface ErrorDescription {
  name?: string;
  code?: string | number;
  /** A place in this repository's code, such as `vault/records.ts:41:7`. */
  at?: string;
  cause?: ErrorDescription;
}

const maxCauses = 4;

/**
 * The description of anything that was thrown, with at most `causes` of its causes. Never throws,
 * whatever the error's getters do. `isErrorDescription` checks the same shapes again, for what
 * reached the log without passing here.
 */
export function describeError(error: unknown, causes = maxCauses): ErrorDescription {
  try {
    const { name, code, type, cause, stack } = error as Record<string, unknown>;
    const described: ErrorDescription = {};
    if (isName(name)) described.name = name;
    // An ApplicationFailure has a type instead of a code. The code that throws it chooses the type
    // freely, so only a type of the contract is logged.
    const given = code ?? (isFailureType(type) ? type : undefined);
    if (isCode(given)) described.code = given;
    const at = placeIn(stack);
    if (at !== undefined) described.at = at;
    if (cause instanceof Error && causes > 0) described.cause = describeError(cause, causes - 1);
    return described;
  } catch {
    return {};
  }
}

/** True for what `describeError` returns, and nothing more. */
export function isErrorDescription(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, code, at, cause, ...rest } = value as Record<string, unknown>;
  return (
    (name === undefined || isName(name)) &&
    (code === undefined || isCode(code)) &&
    (at === undefined || placeIn(at) === at) &&
    (cause === undefined || isErrorDescription(cause)) &&
    Object.keys(rest).length === 0
  );
}

function isFailureType(value: unknown): boolean {
  return failureTypes.some((type) => type === value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z][A-Za-z]{0,60}$/.test(value);
}

/** `ECONNREFUSED`, `VAULT_NOT_FOUND`, `NotAReference`, and the numbers of gRPC and HTTP. */
function isCode(value: unknown): value is string | number {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value < 1_000;
  return typeof value === 'string' && /^[A-Z][A-Za-z0-9_]{0,63}$/.test(value);
}

/**
 * The first place of a stack trace that is in this repository. The trace itself begins with the
 * message, so a path may hold a digit after a letter (`infra/s3/`), and never a number.
 */
function placeIn(stack: unknown): string | undefined {
  // Without the root, which may itself lie in a folder called `infra`.
  return typeof stack === 'string' ? place.exec(stack.replaceAll(root, ''))?.[0] : undefined;
}

const root = join(import.meta.dirname, '../../');

/**
 * Every folder that has an alias: package.json lists them, here and in a project that copies this
 * file.
 */
const folders = Object.keys(manifest.imports)
  .map((alias) => alias.slice('#'.length, -'/*'.length))
  .join('|');
const place = new RegExp(
  `\\b(?:${folders})/(?:[a-z./-]|(?<=[a-z])\\d(?!\\d)){1,80}\\.ts:\\d{1,5}:\\d{1,3}(?!\\d)`,
);
