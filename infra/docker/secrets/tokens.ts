/**
 * What each process may do in Temporal, as a signed token (JWT) that Temporal's server checks by
 * itself. A process finds its token in a profile file, which the SDK and the CLI read alike.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, jwtVerify, SignJWT } from 'jose';
import type { JWK } from 'jose';
import { newSigningKey } from '#infra/kms/signing-key.ts';
import { lifetimes, renewal } from './authority.ts';
import type { Volumes } from './volumes.ts';

/** For each process its profiles, each with a namespace and the role that it has there. */
const rights = {
  portal: { default: ['default', 'write'] },
  worker: { default: ['default', 'write'] },
  // The X-ray shows what Temporal's operator sees of the product, and so may read as one.
  approaches: { default: ['approaches', 'write'], product: ['default', 'read'] },
  // The whole server, under the name that Temporal has for it: this job makes the namespaces.
  'temporal-namespace': { default: ['temporal-system', 'admin'] },
} as const;
type Profiles = Record<string, readonly [namespace: string, role: string]>;

const algorithm = 'ES256';

/**
 * Writes `<process>/temporal.toml` with a token for each profile, unless there are good ones, and
 * for Temporal the public keys: of these tokens, and of the operators' (apps/identity).
 */
export async function issueTokens(volumes: Volumes): Promise<void> {
  const signing = createPrivateKey(await volumes.once('authority/token-key', newSigningKey));
  const operators = createPrivateKey(await volumes.once('identity/signing-key', newSigningKey));
  const keys = [await publicJwk(signing), await publicJwk(operators)];
  await volumes.write('temporal/token-keys.json', JSON.stringify({ keys }));
  for (const [name, profiles] of Object.entries(rights) as [keyof typeof rights, Profiles][]) {
    const kept = (await volumes.read(`${name}/temporal.toml`)) ?? '';
    if (!(await isGood(kept, profiles, signing)))
      await volumes.write(`${name}/temporal.toml`, await profileFile(name, profiles, signing));
  }
}

async function profileFile(process: string, profiles: Profiles, key: KeyObject): Promise<string> {
  const sections = Object.entries(profiles).map(async ([profile, [namespace, role]]) => {
    const token = await sign(process, `${namespace}:${role}`, key);
    return `[profile.${profile}]\nnamespace = "${namespace}"\napi_key = "${token}"\n`;
  });
  return (await Promise.all(sections)).join('\n');
}

async function sign(subject: string, permission: string, key: KeyObject): Promise<string> {
  const { kid = '' } = await publicJwk(key);
  return new SignJWT({ permissions: [permission] })
    .setProtectedHeader({ alg: algorithm, kid })
    .setSubject(subject)
    .setExpirationTime(new Date(Date.now() + lifetimes.certificate))
    .sign(key);
}

/** True if the file has a token for each right, from this key and not about to expire. */
async function isGood(file: string, profiles: Profiles, key: KeyObject): Promise<boolean> {
  const tokens = [...file.matchAll(/^api_key = "(.+)"$/gm)].map(([, token = '']) => token);
  const checks = { algorithms: [algorithm], currentDate: new Date(Date.now() + renewal) };
  const found = tokens.map(async (token) => {
    const { payload } = await jwtVerify(token, createPublicKey(key), checks);
    return String(payload.permissions);
  });
  const wanted = Object.values(profiles).map(([namespace, role]) => `${namespace}:${role}`);
  return Promise.all(found).then(
    (permissions) => permissions.join() === wanted.join(),
    () => false,
  );
}

/** The key as Temporal finds it by the `kid` of a token: its thumbprint, as in apps/identity. */
async function publicJwk(key: KeyObject): Promise<JWK> {
  const jwk = await exportJWK(createPublicKey(key));
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: algorithm, use: 'sig' };
}
