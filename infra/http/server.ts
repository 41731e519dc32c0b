import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { RequestListener, Server, ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { forHosts } from './hosts.ts';

/** A certificate with its chain, and its key (PEM). */
export interface Certificate {
  cert: Buffer;
  key: Buffer;
}

/** Reads a certificate and its key from their files. Throws what reading throws. */
export function readCertificate(files: { cert: string; key: string }): Certificate {
  return { cert: readFileSync(files.cert), key: readFileSync(files.key) };
}

export interface Served extends ServerOptions {
  /** Host names that it answers to, besides this machine's loopback names (hosts.ts). */
  hosts?: readonly string[] | undefined;
}

/**
 * A server that speaks HTTPS with a certificate, and HTTP without. The caller listens and closes.
 */
export function createServer(
  certificate: Certificate | undefined,
  { hosts = [], ...options }: Served,
  app: RequestListener,
): Server {
  const guarded = forHosts(hosts, app);
  if (!certificate) return createHttpServer(options, guarded);
  const tls = { ...certificate, minVersion: 'TLSv1.3', handshakeTimeout: 10_000 } as const;
  return createHttpsServer({ ...options, ...tls }, guarded);
}
