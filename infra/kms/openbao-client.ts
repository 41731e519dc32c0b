/**
 * A connection to OpenBao as one process: its TLS certificate is its login, and a short-lived token
 * its pass.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { KeyError } from './key-provider.ts';

export interface OpenbaoOptions {
  /** `https://host:port` */
  url: string;
  /** Files (PEM): whom to trust, who we are, and its key. */
  ca: string;
  clientCertificate: string;
  clientKey: string;
  /** The role of the `cert` login that our certificate stands for. */
  role: string;
}

export interface Openbao {
  /**
   * Writes to a path and gives the answer's `data`.
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
/** A token is replaced when this part of its life is over. */
const renewAfter = 0.8;

/**
 * Connects when it is first asked. Connections and the token are kept, and replaced as they end.
 */
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
      // The token may have ended before its time: OpenBao restored, or its logins revoked. A new
      // one tells.
      const second =
        answer.status === 403 ? await ask(path, body, await session.renewed()) : answer;
      return dataOf(second);
    },
  };
}

/** The current token; requests that come while one is fetched wait for the same. */
function createSession(login: () => Promise<Answer>) {
  let token: Promise<string> | undefined;
  let staleAt = 0;

  async function renewed(): Promise<string> {
    token = login().then((answer) => {
      // It answers 400 to a certificate that stands for no role, or for another.
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
      // A kept connection that the server had closed: nothing was asked yet, so ask on a new one.
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

/** OpenBao's own words name paths and policies, and may quote what was sent. */
function refusal(status: number): KeyError {
  if (status === 400) return new KeyError('KEY_REFUSED');
  return new KeyError(status === 403 ? 'KEY_NOT_PERMITTED' : 'KEY_SERVICE_UNAVAILABLE');
}
