/**
 * Which names a server answers to. By DNS rebinding, a page of another site reaches a server on
 * this machine or in this network under a name of its own, and its browser takes the answer for
 * that site's: so a request that names another host is refused, before anything is read or written.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** No other site can have these names. */
const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** A load balancer asks by address. The answers are the same for everybody, and hold no data. */
const openPaths: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz']);

/**
 * The same application, for requests to one of these hosts, or to this machine by its loopback
 * names, at any port; for others, 421 (RFC 9110, 15.5.20) with the code `HOST_UNKNOWN`.
 * @param hosts host names without a port, in lower case
 */
export function forHosts(hosts: readonly string[], app: RequestListener): RequestListener {
  const known: ReadonlySet<string> = new Set([...loopback, ...hosts]);
  return (req, res) => {
    if (openPaths.has(req.url) || known.has(hostOf(req))) app(req, res);
    else refuse(res);
  };
}

/** The host that a request names; '' if it names none, or several. */
function hostOf({ headersDistinct }: IncomingMessage): string {
  const [host = '', ...more] = headersDistinct.host ?? [];
  return more.length > 0 ? '' : host.replace(/:\d{1,5}$/, '').toLowerCase();
}

function refuse(res: ServerResponse): void {
  const status = 421;
  const problem = { title: 'This server is not known by that name', status, code: 'HOST_UNKNOWN' };
  res.writeHead(status, { 'Content-Type': 'application/problem+json' });
  res.end(JSON.stringify({ type: 'about:blank', ...problem }));
}
