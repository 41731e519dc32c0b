/**
 * DEMO ONLY: signs in with a password at the demo's identity provider, as a person does in a
 * browser. A program of yours would have a client of its own there.
 */

/**
 * Opens the address to which the portal sends a browser, and enters the password there. Returns the
 * path of the portal to which the provider sends the browser back, or undefined if it refuses.
 */
export async function signInAtProvider(
  address: string,
  { email, password }: { email: string; password: string },
): Promise<string | undefined> {
  const go = createBrowser(new URL(address).origin);
  const page = await go(address);
  const answer = await go(page.url, new URLSearchParams({ email, password }));
  const back = answer.headers.get('location');
  if (answer.status !== 303 || back === null) return undefined;
  const { pathname, search } = new URL(back);
  return pathname + search;
}

/** Keeps cookies and follows redirects within one origin. */
function createBrowser(origin: string) {
  const cookies = new Map<string, string>();
  return async function go(address: string, body?: URLSearchParams): Promise<Response> {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(address, {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { accept: 'text/html', cookie },
      ...(body && { body }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const next = URL.parse(answer.headers.get('location') ?? '', address);
    const isHere = answer.headers.has('location') && next?.origin === origin;
    return isHere ? go(next.href) : answer;
  };
}
