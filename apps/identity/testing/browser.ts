/** Opens an address, or sends a form to it. */
type Go = (address: string, form?: Record<string, string>) => Promise<Response>;

/**
 * For tests: a browser as far as the provider needs one. It keeps cookies, follows redirects, and
 * stops where it is sent to one of the clients.
 * @param clients how their addresses begin
 */
export function createBrowser(issuer: string, clients: readonly string[]): Go {
  const cookies = new Map<string, string>();

  /**
   * Submits the form that the library sends where another person signs in than the last one, if
   * its page may run the script that does so.
   */
  async function submitted(response: Response): Promise<Response> {
    const page = await response.clone().text();
    const policy = response.headers.get('content-security-policy') ?? '';
    if (!page.includes('document.forms[0].submit()')) return response;
    if (!/script-src 'self' 'sha256-/.test(policy)) throw new Error('the script is blocked');
    const [, action = ''] = /action="([^"]+)"/.exec(page) ?? [];
    const fields = page.matchAll(/name="(\w+)" value="([^"]*)"/g);
    return go(action, Object.fromEntries([...fields].map(([, name, value]) => [name, value])));
  }

  return go;

  async function go(address: string, form?: Record<string, string>): Promise<Response> {
    const url = new URL(address, issuer);
    const response = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: {
        accept: 'text/html',
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
      },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    const next = response.headers.get('location');
    const isOurs = next !== null && !clients.some((client) => next.startsWith(client));
    return isOurs ? go(new URL(next, url).href) : submitted(response);
  }
}
