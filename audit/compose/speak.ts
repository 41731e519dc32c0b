import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';

/** The beginnings of conversations that a server must answer at once. */
export const greetings = {
  http: 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  // The preface and an empty SETTINGS frame, with which every gRPC connection begins.
  http2: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
  // In SMTP the server speaks first.
  smtp: '',
};

const patienceMs = 3_000;

/**
 * Says a greeting to `localhost:port`, over TLS if there are options for it; gives the answer's beginning, or '' if
 * the connection is ended, or nothing said. A server that wants a client's certificate ends it at this point: with
 * TLS 1.3 the client's part of the handshake is over before the server has looked.
 */
export function speak(address: string, greeting: string, tls?: ConnectionOptions): Promise<string> {
  const [host = '', port = ''] = address.split(':');
  const protocol = greeting === greetings.http2 ? 'h2' : 'http/1.1';
  return new Promise((resolve) => {
    const to = { host, port: Number(port) };
    const socket = tls
      ? connectTls({ ...to, servername: host, ALPNProtocols: [protocol], ...tls })
      : connectPlain(to);
    const end = (answer: string): void => {
      resolve(answer);
      socket.destroy();
    };
    socket.setTimeout(patienceMs, () => end(''));
    socket.once('data', (data) => end(data.toString('latin1')));
    socket.once('error', () => end(''));
    socket.once('close', () => end(''));
    socket.write(greeting, 'latin1');
  });
}
