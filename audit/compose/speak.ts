import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';

/** First messages that a server must answer at once. */
export const greetings = {
  http: 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  // The preface and an empty SETTINGS frame, with which every gRPC connection begins.
  http2: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
  // In SMTP the server speaks first.
  smtp: '',
};

const timeoutMs = 3_000;

/**
 * Sends a greeting to `localhost:port`, over TLS if given options. Returns the beginning of the
 * answer, or '' if the connection is closed or times out. A server that requires a client
 * certificate closes it at this point: with TLS 1.3 the client completes its handshake before the
 * server has checked the certificate.
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
    socket.setTimeout(timeoutMs, () => end(''));
    socket.once('data', (data) => end(data.toString('latin1')));
    socket.once('error', () => end(''));
    socket.once('close', () => end(''));
    socket.write(greeting, 'latin1');
  });
}
