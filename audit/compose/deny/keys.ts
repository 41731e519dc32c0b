import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { createOpenbao } from '#infra/kms/openbao-client.ts';
import { createTransitKeyProvider } from '#infra/kms/openbao-transit.ts';
import type { TransitOptions } from '#infra/kms/openbao-transit.ts';
import type { Stack } from '../stack.ts';

const notPermitted = { code: 'KEY_NOT_PERMITTED' };
const context = { tenant: 'harbor', subject: 'app_1' };

/**
 * infra/kms/openbao-transit.test.ts tests much more; this shows that the containers have the same
 * policies.
 */
export function describeKeyRights(stack: Stack): void {
  describe('OpenBao', () => {
    let as: (certificate: string, role?: string, key?: string) => TransitOptions;
    before(async () => {
      const [secrets, url] = [await stack.secrets(), `https://${await stack.gateway(8200)}`];
      const folder = await mkdtemp(join(tmpdir(), 'harbor-certificates-'));
      for (const [path, content] of Object.entries(secrets.all))
        if (/(ca\.crt|client\.(crt|key))$/.test(path))
          await writeFile(place(path), content, { mode: 0o600 });
      as = (certificate, role = certificate, key = 'harbor') => ({
        ...{ url, role, key, ca: place('authority/ca.crt') },
        clientCertificate: place(`${certificate}/client.crt`),
        clientKey: place(`${certificate}/client.key`),
      });
      function place(path: string): string {
        return join(folder, path.replaceAll('/', '-'));
      }
    });

    test('OpenBao gives new data keys to the portal but not to the worker, and both unwrap them', async () => {
      const [portal, worker] = [
        createTransitKeyProvider(as('portal')),
        createTransitKeyProvider(as('worker')),
      ];
      const { plaintext, ...wrapped } = await portal.generateDataKey(context);
      assert.deepEqual(await portal.unwrapDataKey(wrapped, context), plaintext);
      assert.deepEqual(await worker.unwrapDataKey(wrapped, context), plaintext);
      await assert.rejects(worker.generateDataKey(context), notPermitted);
    });

    test('the key of the approaches serves them and the Codec Server, and the vault’s key neither', async () => {
      const keysOf = (process: string, key: string) =>
        createTransitKeyProvider(as(process, process, key));
      const { plaintext, ...wrapped } = await keysOf('approaches', 'codec').generateDataKey(
        context,
      );
      assert.deepEqual(
        await keysOf('codec-server', 'codec').unwrapDataKey(wrapped, context),
        plaintext,
      );
      await assert.rejects(keysOf('codec-server', 'codec').generateDataKey(context), notPermitted);
      const vaults = await keysOf('portal', 'harbor').generateDataKey(context);
      for (const process of ['approaches', 'codec-server'])
        await assert.rejects(
          keysOf(process, 'harbor').unwrapDataKey(vaults, context),
          notPermitted,
          process,
        );
      for (const process of ['portal', 'worker'])
        await assert.rejects(
          keysOf(process, 'codec').unwrapDataKey(wrapped, context),
          notPermitted,
          process,
        );
    });

    test('no login exports a key, or takes a role that its certificate does not name', async () => {
      for (const certificate of ['portal', 'worker', 'approaches', 'codec-server'])
        for (const path of [
          'transit/export/encryption-key/harbor',
          'transit/export/encryption-key/codec',
          'transit/keys/harbor/config',
          'sys/raw/x',
        ])
          await assert.rejects(createOpenbao(as(certificate)).write(path, {}), notPermitted, path);
      const impostors = [
        as('worker', 'portal'),
        as('temporal-ui', 'portal'),
        as('temporal-namespace', 'worker'),
      ];
      for (const options of impostors)
        await assert.rejects(
          createTransitKeyProvider(options).generateDataKey(context),
          notPermitted,
        );
    });

    test('OpenBao writes its audit trail', async () => {
      const log = await stack.compose('logs', '--no-color', '--no-log-prefix', 'openbao');
      assert.match(
        log,
        /"display_name":"cert-portal".*"path":"transit\/datakey\/plaintext\/harbor"/,
      );
    });
  });
}
