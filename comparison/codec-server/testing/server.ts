/**
 * A Codec Server on the real services, an identity provider that publishes keys, and a codec to
 * make ciphertexts.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Payload } from '@temporalio/common';
import { payloadToJSON } from '@temporalio/common/lib/proto-utils.js';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';
import pg from 'pg';
import { createLogger } from '#infra/logging/logger.ts';
import { createPool, connectionOptions } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import { createNamespaceDecoder } from '../../codec/codec.ts';
import { testBucket, testDatabase } from '#test/testing/services.ts';
import { createCodecServer } from '../codec-server.ts';
import type { CodecServerDependencies } from '../codec-server.ts';
import { createTestCodec } from './codec.ts';
import type { TestCodec } from './codec.ts';

export const uiOrigin = 'https://temporal.test';
export const audience = 'harbor-codec-server';

/** An outside party: it publishes its keys, and signs whatever a test passes to it. */
export interface TestIssuer {
  url: string;
  jwksUrl: string;
  publicJwk: JWK;
  /** Published as well, with an algorithm (ES384) that the Codec Server does not take. */
  otherKey: CryptoKey;
  /**
   * A token for Olive, who may decode `default`; `claims` and `signing` replace its claims and its
   * signature.
   */
  token(claims?: JWTPayload, signing?: Signing): Promise<string>;
  close(): Promise<void>;
}

/** By default the provider's own key. */
export interface Signing {
  key?: CryptoKey | Uint8Array;
  alg?: string;
  header?: object;
}

export async function startTestIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'current', alg: 'ES256', use: 'sig' };
  const other = await generateKeyPair('ES384', { extractable: true });
  const otherJwk = {
    ...(await exportJWK(other.publicKey)),
    kid: 'other',
    alg: 'ES384',
    use: 'sig',
  };
  const server = createServer(
    (_req, res) => void res.end(JSON.stringify({ keys: [publicJwk, otherJwk] })),
  );
  const url = await listen(server);
  return {
    url,
    jwksUrl: `${url}/jwks`,
    publicJwk,
    otherKey: other.privateKey,
    token(claims = {}, { key = privateKey, alg = 'ES256', header = {} } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const said = {
        iss: url,
        aud: audience,
        sub: 'olive',
        exp: now + 60,
        namespaces: ['default'],
        ...claims,
      };
      return new SignJWT(said)
        .setProtectedHeader({ alg, kid: 'current', ...header })
        .sign(key, { crit: { x: true } });
    },
    close: () => close(server),
  };
}

export interface TestCodecServer {
  url: string;
  issuer: TestIssuer;
  bucket: string;
  s3: ReturnType<typeof createS3>;
  codec: TestCodec;
  /** What it logged. */
  logged: string[];
  /** Posts payloads as Olive, or as `headers` say. */
  post(path: string, payloads: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The entries of the audit trail, oldest first. */
  entries(): Promise<{ login: string; actor: string; role: string; action: string; ref: string }[]>;
  /** The first entry of the trail that does not fit the one before it, or null. */
  firstBreak(): Promise<number | null>;
  close(): Promise<void>;
}

/** `changes` replace parts of the server, to test it without them. */
export async function startTestCodecServer(
  changes: Partial<CodecServerDependencies> = {},
): Promise<TestCodecServer> {
  const [database, bucket, issuer, codec] = await Promise.all([
    testDatabase(),
    testBucket(),
    startTestIssuer(),
    createTestCodec(),
  ]);
  const { ca } = database;
  const pool = createPool({ url: database.codecUrl, ca });
  const owner = new pg.Pool(connectionOptions({ url: database.ownerUrl, ca }));
  const s3 = createS3(bucket.options);
  const logged: string[] = [];
  const server = createCodecServer({
    pool,
    s3,
    bucket: bucket.name,
    decode: createNamespaceDecoder(codec.keys),
    tokens: { issuer: issuer.url, audience, jwksUrl: issuer.jwksUrl },
    uiOrigin,
    logger: createLogger({ name: 'codec-server' }, { write: (line) => logged.push(line) }),
    ...changes,
  });
  const url = await listen(server);

  return {
    url,
    issuer,
    codec,
    s3,
    bucket: bucket.name,
    logged,
    async post(path, payloads, headers = {}) {
      const authorization = headers.authorization ?? `Bearer ${await issuer.token()}`;
      const sent = {
        'content-type': 'application/json',
        'x-namespace': 'default',
        ...headers,
        authorization,
      };
      return fetch(url + path, {
        method: 'POST',
        headers: sent,
        body: JSON.stringify({ payloads }),
      });
    },
    async entries() {
      const query = 'select login, actor, role, action, ref from audit_entries order by seq';
      return (await owner.query(query)).rows;
    },
    async firstBreak() {
      return (await owner.query('select audit_first_break() as at')).rows[0].at;
    },
    async close() {
      await Promise.all([close(server), issuer.close(), pool.end(), owner.end()]);
      s3.destroy();
      await Promise.all([database.drop(), bucket.drop(), codec.remove()]);
    },
  };
}

/** As the UI and the CLI send it. */
export const asJson = (payloads: readonly Payload[]): unknown[] => payloads.map(payloadToJSON);

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close').catch(() => {});
}
