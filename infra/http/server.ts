import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { RequestListener, Server, ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { ConfigError } from '#infra/config/config.ts';
import type { Config } from '#infra/config/config.ts';

/** A certificate with its chain, and its key (PEM). */
export interface Certificate {
  cert: Buffer;
  key: Buffer;
}

/**
 * The certificate that the settings name, or undefined where TLS ends elsewhere.
 * @throws ConfigError if one of the two is missing, or cannot be read
 */
export function readCertificate(
  config: Config<'HARBOR_TLS_CERT' | 'HARBOR_TLS_KEY'>,
): Certificate | undefined {
  const { HARBOR_TLS_CERT: cert, HARBOR_TLS_KEY: key } = config;
  if (!cert && !key) return undefined;
  if (!cert || !key) throw new ConfigError('HARBOR_TLS_CERT and HARBOR_TLS_KEY are given together');
  try {
    return { cert: readFileSync(cert), key: readFileSync(key) };
  } catch {
    throw new ConfigError('HARBOR_TLS_CERT or HARBOR_TLS_KEY names a file that cannot be read');
  }
}

/** A server that speaks HTTPS with a certificate, and HTTP without. The caller listens and closes. */
export function createServer(
  certificate: Certificate | undefined,
  options: ServerOptions,
  app: RequestListener,
): Server {
  if (!certificate) return createHttpServer(options, app);
  const tls = { ...certificate, minVersion: 'TLSv1.3', handshakeTimeout: 10_000 } as const;
  return createHttpsServer({ ...options, ...tls }, app);
}
