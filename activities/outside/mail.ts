import { createTransport } from 'nodemailer';
import { failure } from '#infra/temporal/failures.ts';

export interface Message {
  to: string;
  subject: string;
  text: string;
  /**
   * The Message-ID, by which a mail program detects a second copy. Letters, digits, `_`, `.` and
   * `-`.
   */
  id: string;
}

export interface Mail {
  /** @throws ApplicationFailure `MailUnavailable` (retryable), `MailRefused` (not) */
  send(message: Message): Promise<void>;
  close(): void;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Mail over SMTP, or SMTPS for `smtps:`. Except on this machine, `smtp:` must be upgraded to TLS.
 */
export function createMail({ smtpUrl, from }: { smtpUrl: string; from: string }): Mail {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const secure = protocol === 'smtps:';
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const transport = createTransport({
    host: hostname,
    // Sent in the greeting, and the server writes it into the mail. The default is this machine's
    // name.
    name: domain,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !loopback.has(hostname),
    ...(username
      ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }
      : {}),
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
  });
  return {
    async send({ id, to, ...message }) {
      const addressed = {
        ...message,
        from,
        to: { name: '', address: to },
        messageId: `<${id}@${domain}>`,
      };
      await transport.sendMail(addressed).catch((error: unknown) => {
        throw toFailure(error);
      });
    },
    close: () => transport.close(),
  };
}

/**
 * True for a permanent refusal (5xx) of this recipient or this message. Any other failure, wrong
 * credentials included, is between us and the server: it passes or gets fixed. The server's own
 * words quote the address, so they are dropped.
 */
function toFailure(error: unknown): Error {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  const isAboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isLasting = responseCode === undefined || responseCode >= 500;
  return isAboutThisMail && isLasting
    ? failure('MailRefused', { nonRetryable: true })
    : failure('MailUnavailable');
}
