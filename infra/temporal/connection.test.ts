import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { temporalAddress } from './connection.ts';

describe('the address of Temporal', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('the default address of Temporal is local', () => {
    process.env = { HOME: '/nowhere' };
    const { namespace, connection } = temporalAddress();
    assert.deepEqual(
      [namespace, connection.address, connection.tls],
      ['default', undefined, undefined],
    );
  });

  it('an API key reaches Temporal Cloud over TLS', () => {
    const TEMPORAL_ADDRESS = 'europe-west3.gcp.api.temporal.io:7233';
    process.env = { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE: 'loans.a1b2c', TEMPORAL_API_KEY: 'key' };
    const { namespace, connection } = temporalAddress();
    assert.equal(namespace, 'loans.a1b2c');
    assert.deepEqual(
      [connection.address, connection.apiKey, connection.tls],
      [TEMPORAL_ADDRESS, 'key', true],
    );
  });

  it('a client certificate reaches a self-hosted server with mTLS', () => {
    const [TEMPORAL_TLS_CLIENT_CERT_DATA, TEMPORAL_TLS_CLIENT_KEY_DATA] = ['certificate', 'key'];
    process.env = { TEMPORAL_TLS_CLIENT_CERT_DATA, TEMPORAL_TLS_CLIENT_KEY_DATA };
    const { tls } = temporalAddress().connection;
    assert.ok(typeof tls === 'object' && tls?.clientCertPair);
    assert.equal(Buffer.from(tls.clientCertPair.key).toString(), 'key');
  });

  it('a profile file gives each namespace its token', () => {
    const TEMPORAL_CONFIG_FILE = join(mkdtempSync(join(tmpdir(), 'harbor-')), 'temporal.toml');
    const section = (name: string) =>
      `[profile.${name}]\nnamespace = "of-${name}"\napi_key = "key-${name}"\n`;
    writeFileSync(TEMPORAL_CONFIG_FILE, section('default') + section('other'));
    process.env = { TEMPORAL_CONFIG_FILE, TEMPORAL_ADDRESS: 'here:1' };
    for (const name of ['default', 'other']) {
      const { namespace, connection } = temporalAddress(name === 'other' ? { profile: name } : {});
      assert.deepEqual([namespace, connection.apiKey], [`of-${name}`, `key-${name}`]);
    }
  });

  it('a test can replace the address that the environment gives', () => {
    process.env = { TEMPORAL_ADDRESS: 'elsewhere:1', TEMPORAL_NAMESPACE: 'other' };
    const { namespace, connection } = temporalAddress({ address: 'here:2', namespace: 'mine' });
    assert.deepEqual([namespace, connection.address], ['mine', 'here:2']);
  });
});
