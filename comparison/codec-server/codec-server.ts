/** Assembles the Codec Server from its parts; main.ts provides the connections. */
import type { Server } from 'node:http';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Pool } from 'pg';
import type { Logger } from '#infra/logging/logger.ts';
import { privateAddresses } from '#infra/http/proxies.ts';
import { createServer } from '#infra/http/server.ts';
import type { Certificate } from '#infra/http/server.ts';
import type { NamespaceDecoder } from '../codec/codec.ts';
import { createApp } from './app.ts';
import { createAudit } from './audit.ts';
import { createAuthentication } from './authentication.ts';
import type { TokenRules } from './authentication.ts';
import { createDecoding } from './decoding.ts';
import { createRetrieve } from './external-storage.ts';
import { defaultLimits } from './limits.ts';
import type { Limits } from './limits.ts';

export interface CodecServerDependencies {
  /** Logged in as harbor_codec. */
  pool: Pool;
  s3: S3Client;
  /** Where External Storage keeps payloads. */
  bucket: string;
  decode: NamespaceDecoder;
  tokens: TokenRules;
  uiOrigin: string;
  /** Without one, TLS ends in front of this server, or nowhere. */
  certificate?: Certificate | undefined;
  trustedProxies?: readonly string[] | undefined;
  /** Host names that it answers to, besides this machine's loopback names. */
  hosts?: readonly string[] | undefined;
  logger: Logger;
  limits?: Limits;
}

/** The caller starts and closes the server. */
export function createCodecServer(deps: CodecServerDependencies): Server {
  const { pool, s3, bucket, decode, certificate, hosts, limits = defaultLimits } = deps;
  const retrieve = createRetrieve({ s3, bucket, maxBytes: limits.storedBytes });
  const app = createApp({
    logger: deps.logger,
    authenticate: createAuthentication(deps.tokens),
    decoding: createDecoding({ audit: createAudit(pool), decode, retrieve }),
    uiOrigin: deps.uiOrigin,
    limits,
    trustedProxies: certificate ? [] : (deps.trustedProxies ?? privateAddresses),
  });
  return createServer(certificate, { hosts, headersTimeout: 10_000, requestTimeout: 30_000 }, app);
}
