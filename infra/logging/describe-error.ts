/** What a log may say of an error: the name of its class, its code, and the same of what caused it. */
export interface ErrorDescription {
  name?: string;
  code?: string | number;
  cause?: ErrorDescription;
}

const mostCauses = 4;

/** Never throws: errors have getters too. The shapes are checked by `isErrorDescription`, and here already. */
export function describeError(error: unknown, causes = mostCauses): ErrorDescription {
  try {
    const { name, code, type, cause } = error as Record<string, unknown>;
    const described: ErrorDescription = {};
    if (isName(name)) described.name = name;
    // An ApplicationFailure has a type where others have a code.
    const given = code ?? type;
    if (isCode(given)) described.code = given;
    if (cause instanceof Error && causes > 0) described.cause = describeError(cause, causes - 1);
    return described;
  } catch {
    return {};
  }
}

/** True for what `describeError` makes, and nothing more. */
export function isErrorDescription(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, code, cause, ...rest } = value as Record<string, unknown>;
  return (
    (name === undefined || isName(name)) &&
    (code === undefined || isCode(code)) &&
    (cause === undefined || isErrorDescription(cause)) &&
    Object.keys(rest).length === 0
  );
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z][A-Za-z]{0,60}$/.test(value);
}

/** `ECONNREFUSED`, `VAULT_NOT_FOUND`, `NotAReference`, and the numbers that gRPC and HTTP have. */
function isCode(value: unknown): value is string | number {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value < 1_000;
  return typeof value === 'string' && /^[A-Z][A-Za-z0-9_]{0,63}$/.test(value);
}
