/** A mail server for tests: accepts mail, or answers RCPT with a given code. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface TestSmtp {
  url: string;
  /** Messages as they came, oldest first. */
  messages: string[];
  /** The answer to RCPT; 250 accepts the recipient. */
  recipientReply: string;
  close(): Promise<void>;
}

export async function startTestSmtp(): Promise<TestSmtp> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    serve(socket, smtp);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const smtp: TestSmtp = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages: [],
    recipientReply: '250 ok',
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
  return smtp;
}

function serve(socket: Socket, smtp: TestSmtp): void {
  const say = (line: string): unknown => socket.write(`${line}\r\n`);
  let message: string[] | undefined;
  let rest = '';
  const replies: Record<string, () => void> = {
    RCPT: () => say(smtp.recipientReply),
    DATA: () => {
      message = [];
      say('354 go on');
    },
    QUIT: () => socket.end('221 bye\r\n'),
  };
  const onLine = (line: string): void => {
    if (!message) return (replies[line.slice(0, 4).toUpperCase()] ?? (() => say('250 ok')))();
    if (line !== '.') return void message.push(line);
    smtp.messages.push(message.join('\n'));
    message = undefined;
    say('250 taken');
  };
  say('220 test');
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
}
