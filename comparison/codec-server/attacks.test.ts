import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, UnsecuredJWT } from 'jose';
import { defaultLimits } from './limits.ts';
import { secret } from './testing/codec.ts';
import { asJson, audience, startTestCodecServer } from './testing/server.ts';
import type { TestCodecServer } from './testing/server.ts';

let server: TestCodecServer;
let sealed: unknown[];
before(async () => {
  const limits = { ...defaultLimits, bodyBytes: 64 * 1024, payloads: 10 };
  server = await startTestCodecServer({ limits });
  sealed = asJson([await server.codec.seal()]);
});
after(() => server.close());

/** Constant texts, a code, and nothing of what the payload holds. */
async function refused(answer: Response, status: number, code: string): Promise<void> {
  const body = await answer.text();
  assert.deepEqual([answer.status, (JSON.parse(body) as { code: string }).code], [status, code]);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  assert.doesNotMatch(body, /Canary|Mustermann|912-34/);
  assert.ok(!body.includes(Buffer.from(secret).toString('base64').slice(0, 12)));
}

const now = Math.floor(Date.now() / 1000);
const said = (claims: Record<string, unknown>) => () => server.issuer.token(claims);

const badTokens: Record<string, () => Promise<string>> = {
  'no token at all': async () => '',
  'no JWT': async () => 'olive',
  'alg none': async () =>
    new UnsecuredJWT({ namespaces: ['default'] })
      .setIssuer(server.issuer.url)
      .setAudience(audience)
      .setSubject('olive')
      .setExpirationTime('1m')
      .encode(),
  'HS256 with the public key as the secret': async () => {
    const key = await importJWK(server.issuer.publicJwk, 'ES256', { extractable: true });
    const pem = await exportSPKI(key as never);
    return server.issuer.token({}, { key: new TextEncoder().encode(pem), alg: 'HS256' });
  },
  'another key, with the key ID of the right one': async () => {
    const { privateKey } = await generateKeyPair('ES256');
    return server.issuer.token({}, { key: privateKey });
  },
  'an algorithm that we do not take, by a key that the provider publishes': () =>
    server.issuer.token(
      {},
      { key: server.issuer.otherKey, alg: 'ES384', header: { kid: 'other' } },
    ),
  'a key that it brings along itself': async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    return server.issuer.token(
      {},
      { key: privateKey, header: { jwk: await exportJWK(publicKey) } },
    );
  },
  'an unknown key ID': () => server.issuer.token({}, { header: { kid: 'unknown' } }),
  'a critical header that we do not know': () =>
    server.issuer.token({}, { header: { crit: ['x'], x: 1 } }),
  'another issuer': said({ iss: 'https://identity.attacker.test' }),
  'another audience, such as the UI’s ID token': said({ aud: 'temporal-ui' }),
  'an expired one': said({ exp: now - 60 }),
  'one that never expires': said({ exp: undefined }),
  'one that is not yet valid': said({ nbf: now + 60 }),
  'one without a subject': said({ sub: undefined }),
  'one whose subject would not fit the audit trail': said({ sub: 'olive\n' }),
  'a claim of another shape': said({ namespaces: 'default' }),
  'a signature with a changed letter': async () => {
    const token = await server.issuer.token();
    return token.slice(0, -10) + (token.at(-10) === 'A' ? 'B' : 'A') + token.slice(-9);
  },
  'claims with a changed letter': async () => {
    const [header, , signature] = (await server.issuer.token()).split('.');
    const claims = {
      iss: server.issuer.url,
      aud: audience,
      sub: 'eve',
      exp: now + 60,
      namespaces: ['default'],
    };
    return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  },
};

describe('refused tokens', () => {
  for (const [what, token] of Object.entries(badTokens)) {
    test(`a token is refused: ${what}`, async () => {
      const answer = await server.post('/decode', sealed, {
        authorization: `Bearer ${await token()}`,
      });
      const missing = what === 'no token at all';
      await refused(answer, 401, missing ? 'TOKEN_MISSING' : 'TOKEN_REFUSED');
      const challenge = missing ? 'Bearer' : 'Bearer error="invalid_token"';
      assert.equal(answer.headers.get('www-authenticate'), challenge);
    });
  }

  test('a token in the query, or with another scheme, is refused', async () => {
    const token = await server.issuer.token();
    const inQuery = `/decode?access_token=${token}`;
    await refused(await server.post(inQuery, sealed, { authorization: '' }), 401, 'TOKEN_MISSING');
    const basic = { authorization: `Basic ${token}` };
    await refused(await server.post('/decode', sealed, basic), 401, 'TOKEN_MISSING');
  });

  test('a valid token is accepted', async () => {
    assert.equal((await server.post('/decode', sealed)).status, 200);
    // Not `now`: on a busy machine more than the tolerated five seconds have passed since then.
    const justExpired = { exp: Math.floor(Date.now() / 1000) - 1, aud: [audience, 'more'] };
    const justOver = `Bearer ${await server.issuer.token(justExpired)}`;
    assert.equal((await server.post('/decode', sealed, { authorization: justOver })).status, 200);
  });
});

describe('refused namespaces', () => {
  const bearer = async (namespaces: unknown) =>
    `Bearer ${await server.issuer.token({ namespaces })}`;

  test('a namespace that the token does not list exactly is refused', async () => {
    for (const namespaces of [[], undefined, ['defaul'], ['*'], ['DEFAULT'], ['other']]) {
      const authorization = await bearer(namespaces);
      await refused(
        await server.post('/decode', sealed, { authorization }),
        403,
        'NAMESPACE_REFUSED',
      );
    }
  });

  test('a namespace is refused in the path as in the header, and where the two contradict each other', async () => {
    const other = { 'x-namespace': 'other' };
    await refused(await server.post('/decode', sealed, other), 403, 'NAMESPACE_REFUSED');
    await refused(await server.post('/other/decode', sealed, other), 403, 'NAMESPACE_REFUSED');
    await refused(await server.post('/other/decode', sealed), 400, 'NAMESPACE_CONTRADICTORY');
    await refused(
      await server.post('/default/decode', sealed, other),
      400,
      'NAMESPACE_CONTRADICTORY',
    );
    await refused(
      await server.post('/decode', sealed, { 'x-namespace': '' }),
      400,
      'NAMESPACE_MISSING',
    );
  });

  test('a payload of another namespace is refused, even to a reader of both', async () => {
    const authorization = await bearer(['default', 'other']);
    const headers = { authorization, 'x-namespace': 'other' };
    await refused(await server.post('/decode', sealed, headers), 422, 'PAYLOAD_REFUSED');
    const others = asJson([await server.codec.seal(secret, 'other')]);
    assert.equal((await server.post('/decode', others, headers)).status, 200);
    await refused(await server.post('/decode', others, { authorization }), 422, 'PAYLOAD_REFUSED');
  });
});

describe('refused origins', () => {
  for (const origin of [
    'https://evil.test',
    'https://temporal.test.evil.test',
    'https://eviltemporal.test',
    'https://sub.temporal.test',
    'http://temporal.test',
    'https://temporal.test:8443',
    'null',
  ]) {
    test(`the origin ${origin} is refused`, async () => {
      const asked = await server.post('/decode', sealed, { origin });
      const method = { 'access-control-request-method': 'POST' };
      const preflight = await fetch(`${server.url}/decode`, {
        method: 'OPTIONS',
        headers: { origin, ...method },
      });
      for (const answer of [asked, preflight]) {
        await refused(answer, 403, 'ORIGIN_REFUSED');
        const cors = [...answer.headers.keys()].filter((name) =>
          name.startsWith('access-control-'),
        );
        assert.deepEqual(cors, []);
        assert.match(answer.headers.get('vary') ?? '', /Origin/);
      }
    });
  }
});

describe('refused requests', () => {
  const raw = async (body: string, headers: Record<string, string> = {}, path = '/decode') => {
    const authorization = `Bearer ${await server.issuer.token()}`;
    const all = {
      authorization,
      'x-namespace': 'default',
      'content-type': 'application/json',
      ...headers,
    };
    return fetch(server.url + path, { method: 'POST', body, headers: all });
  };

  test('a request that is too large, compressed or not, or has too many payloads is refused', async () => {
    const large = JSON.stringify({ payloads: [{ data: 'A'.repeat(70_000) }] });
    await refused(await raw(large), 413, 'REQUEST_TOO_LARGE');
    const packed = await new Response(
      new Blob([large]).stream().pipeThrough(new CompressionStream('gzip')),
    ).bytes();
    const gzip = raw(packed as never, { 'content-encoding': 'gzip' });
    await refused(await gzip, 413, 'REQUEST_TOO_LARGE');
    const eleven = Array.from({ length: 11 }, () => sealed[0]);
    await refused(await server.post('/decode', eleven), 413, 'TOO_MANY_PAYLOADS');
  });

  test('a body that is not a Payloads message is refused', async () => {
    for (const body of [
      'x',
      '1',
      '{"payloads":1}',
      '{"payloads":[1]}',
      '{"payloads":[{"data":"%%%%"}]}',
    ]) {
      await refused(await raw(body), 400, 'REQUEST_MALFORMED');
    }
    await refused(await raw('{}', { 'content-type': 'text/plain' }), 415, 'REQUEST_MEDIA_TYPE');
  });

  test('a request to encode, or for any other path, is refused', async () => {
    await refused(await server.post('/encode', []), 404, 'ENCODE_IS_OFF');
    await refused(await server.post('/default/encode', []), 404, 'ENCODE_IS_OFF');
    for (const path of ['/', '/default/decode/x', '/%ff/decode', '/Decode/x']) {
      await refused(await server.post(path, sealed), 404, 'NOT_FOUND');
    }
    const authorization = `Bearer ${await server.issuer.token()}`;
    await refused(
      await fetch(`${server.url}/decode`, { headers: { authorization } }),
      404,
      'NOT_FOUND',
    );
  });

  test('without a token, every path is refused in the same way', async () => {
    for (const path of ['/decode', '/encode', '/nothing']) {
      await refused(await server.post(path, [], { authorization: '' }), 401, 'TOKEN_MISSING');
    }
  });
});

describe('refused ciphertexts', () => {
  test('a ciphertext that was altered, cut, or made with another key is refused', async () => {
    const payload = await server.codec.seal();
    const data = Buffer.from(payload.data!);
    const changed = [0, 20, data.length >> 1, data.length - 1].map((at) => {
      const copy = Buffer.from(data);
      copy[at]! ^= 1;
      return copy;
    });
    for (const bytes of [...changed, data.subarray(0, -1), Buffer.alloc(0), Buffer.from('x')]) {
      const sent = asJson([{ ...payload, data: bytes }]);
      await refused(await server.post('/decode', sent), 422, 'PAYLOAD_REFUSED');
    }
    const elsewhere = await startTestCodecServer();
    const foreign = asJson([await elsewhere.codec.seal()]);
    await elsewhere.close();
    await refused(await server.post('/decode', foreign), 422, 'PAYLOAD_REFUSED');
  });

  test('one refused ciphertext refuses its whole request', async () => {
    const [good, bad] = [await server.codec.seal(), await server.codec.seal()];
    const sent = asJson([good, { ...bad, data: Buffer.from('x') }]);
    await refused(await server.post('/decode', sent), 422, 'PAYLOAD_REFUSED');
  });
});

test('too many requests are refused, per operator and, before authentication, per address', async (t) => {
  const limits = { ...defaultLimits, requestsOfSubject: 3, requestsOfAddress: 8 };
  const few = await startTestCodecServer({ limits });
  t.after(() => few.close());
  const as = async (sub: string) => {
    const authorization = `Bearer ${await few.issuer.token({ sub })}`;
    return few.post('/decode', [], { authorization });
  };
  for (let count = 0; count < 3; count += 1) assert.equal((await as('olive')).status, 200);
  await refused(await as('olive'), 429, 'TOO_MANY_REQUESTS');
  assert.equal((await as('oscar')).status, 200);
  for (let count = 0; count < 3; count += 1) {
    await refused(
      await few.post('/decode', [], { authorization: 'Bearer x' }),
      401,
      'TOKEN_REFUSED',
    );
  }
  await refused(
    await few.post('/decode', [], { authorization: 'Bearer x' }),
    429,
    'TOO_MANY_REQUESTS',
  );
});

test('while the identity provider does not answer, or answers nonsense, every token is refused', async (t) => {
  const broken = createServer((req, res) => {
    if (req.url === '/redirects') res.writeHead(302, { location: server.issuer.jwksUrl });
    res.end(req.url === '/nonsense' ? '{"keys":1}' : '<html>');
  });
  t.after(() => (broken.closeAllConnections(), broken.close()));
  broken.listen(0, '127.0.0.1');
  await once(broken, 'listening');
  const at = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
  for (const jwksUrl of [
    'http://127.0.0.1:1/',
    `${at}/nonsense`,
    `${at}/html`,
    `${at}/redirects`,
  ]) {
    const tokens = { issuer: server.issuer.url, audience, jwksUrl };
    const lost = await startTestCodecServer({ tokens });
    t.after(() => lost.close());
    const authorization = `Bearer ${await server.issuer.token()}`;
    await refused(await lost.post('/decode', [], { authorization }), 503, 'IDENTITY_UNAVAILABLE');
  }
});
