/** The value of a cookie in a `Cookie` header, or '' if it is not there. */
export function cookieOf(header: string | undefined, name: string): string {
  const pairs = (header ?? '').split('; ').map((pair) => pair.split('='));
  return pairs.find(([found]) => found === name)?.[1] ?? '';
}
