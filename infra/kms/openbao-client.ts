/**
 * A connection to OpenBao for one process. Its TLS certificate logs it in for a short-lived token.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { KeyError } from './key-provider.ts';

export interface OpenbaoOptions {
  /** `https://host:port` */
  url: string;
  /** Paths of PEM files: the authority to trust, our certificate, and its key. */
  ca: string;
  clientCertificate: string;
  clientKey: string;
  /** The role of the `cert` login that our certificate belongs to. */
  role: string;
}

export interface Openbao {
  /**
   * Writes to a path and returns the `data` of the answer.
   * @throws KeyError `KEY_REFUSED` if OpenBao rejects what was sent, `KEY_NOT_PERMITTED` if our
   *   policy does not allow it, `KEY_SERVICE_UNAVAILABLE`
   */
  write(path: string, body: Record<string, string>): Promise<Record<string, string>>;
}

interface Answer {
  status: number;
  body: { data?: Record<string, string>; auth?: { client_token: string; lease_duration: number } };
}

const timeoutMs = 5_000;
/** A token is replaced after this part of its lifetime. */
const renewAfter = 0.8;

/** Connects on first use. Keeps connections and the token, and replaces them when they end. */
export function createOpenbao(options: OpenbaoOptions): Openbao {
  const agent = new Agent({
    keepAlive: true,
    ca: readFileSync(options.ca),
    cert: readFileSync(options.clientCertificate),
    key: readFileSync(options.clientKey),
    minVersion: 'TLSv1.3',
  });
  const ask = (path: string, body: object, token?: string) =>
    post(agent, options.url, path, body, token);
  const session = createSession(() => ask('auth/cert/login', { name: options.role }));

  return {
    async write(path, body) {
      const answer = await ask(path, body, await session.token());
      // The token may be invalid before its time, if OpenBao was restored or logins were revoked.
      // Retry with a new one.
      const second =
        answer.status === 403 ? await ask(path, body, await session.renewed()) : answer;
      return dataOf(second);
    },
  };
}

/** The current token. Concurrent requests share one login. */
function createSession(login: () => Promise<Answer>) {
  let token: Promise<string> | undefined;
  let staleAt = 0;

  async function renewed(): Promise<string> {
    token = login().then((answer) => {
      // The status for a certificate of no role, or of another.
      if (answer.status === 400) throw new KeyError('KEY_NOT_PERMITTED');
      if (answer.status !== 200 || !answer.body.auth) throw refusal(answer.status);
      staleAt = Date.now() + answer.body.auth.lease_duration * 1000 * renewAfter;
      return answer.body.auth.client_token;
    });
    staleAt = Infinity;
    token.catch(() => (token = undefined));
    return token;
  }
  return { renewed, token: () => (token && Date.now() < staleAt ? token : renewed()) };
}

async function post(
  agent: Agent,
  url: string,
  path: string,
  body: object,
  token?: string,
): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(token && { 'x-vault-token': token }) };
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const req = request(`${url}/v1/${path}`, { agent, method: 'POST', headers, signal }, (res) => {
      text(res)
        .then((content) =>
          resolve({ status: res.statusCode ?? 0, body: JSON.parse(content) as Answer['body'] }),
        )
        .catch(unavailable);
    });
    req.on('error', (error: NodeJS.ErrnoException) => {
      // The server had closed the kept connection before it read the request: send it on a new one.
      if (req.reusedSocket && error.code === 'ECONNRESET')
        resolve(post(agent, url, path, body, token));
      else unavailable();
    });
    req.end(JSON.stringify(body));

    function unavailable(): void {
      reject(new KeyError('KEY_SERVICE_UNAVAILABLE'));
    }
  });
}

function dataOf({ status, body }: Answer): Record<string, string> {
  if (status !== 200 || !body.data) throw refusal(status);
  return body.data;
}

/**
 * A constant error in place of OpenBao's, which names paths and policies and may quote the request.
 */
function refusal(status: number): KeyError {
  if (status === 400) return new KeyError('KEY_REFUSED');
  return new KeyError(status === 403 ? 'KEY_NOT_PERMITTED' : 'KEY_SERVICE_UNAVAILABLE');
}
