/** Optional parts: more workers, and ClamAV. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { submit } from '../scenarios/planting.ts';
import { skipUnlessCI } from '#test/testing/missing.ts';
import type { Stack } from './stack.ts';
import type { ComposeSystem } from './system.ts';

export function describeOptions(stack: Stack, system: () => ComposeSystem): void {
  describe('optional parts', () => {
    test('three workers complete three applications', async () => {
      await stack.compose('up', '--detach', '--wait', '--scale', 'worker=3');
      const workers = (await stack.compose('ps', '--quiet', 'worker')).trim().split('\n');
      assert.equal(workers.length, 3);
      const { customer, planting } = system();
      const planted = await Promise.all(
        ['1', '2', '3'].map((each) => planting.application(`for the workers ${each}`)),
      );
      const refs = await Promise.all(planted.map((application) => submit(customer, application)));
      for (const ref of refs) assert.ok(await customer.until(ref, 'approved'));
      await stack.compose('up', '--detach', '--wait', '--scale', 'worker=1');
    });

    test('ClamAV finds what the built-in scanner does not, and while it is down nothing passes', async (t) => {
      const image = (
        await stack.compose('--profile', 'clamav', 'config', '--images', 'clamav')
      ).trim();
      const isHere = await stack.docker('image', 'inspect', image).catch(() => undefined);
      const missing = isHere ? undefined : `docker pull ${image}`;
      if (skipUnlessCI(missing)) return t.skip(missing);
      const clamav = (...args: string[]): Promise<string> =>
        stack.compose('--profile', 'clamav', ...args);
      t.after(async () => {
        stack.environment.HARBOR_CLAMAV_SOCKET = '';
        await clamav('rm', '--force', '--stop', 'clamav', 'clamav-signatures');
        await stack.compose('up', '--detach', '--wait');
      });
      stack.environment.HARBOR_CLAMAV_SOCKET = '/run/clamav/clamd.sock';
      await clamav('up', '--detach', '--wait');
      const { customer, planting } = system();
      const infected = await planting.application('hiding a virus');
      const [, statement] = infected.documents;
      assert.ok(statement);
      statement.content = withCompressedVirus(statement.content);
      assert.ok(await customer.until(await submit(customer, infected), 'documents-refused'));

      await clamav('stop', 'clamav');
      const unscanned = await submit(customer, await planting.application('while ClamAV is down'));
      const { done, value } = await customer.timeline(unscanned).next();
      assert.ok(!done && value.code === 'submitted');
      await clamav('up', '--detach', '--wait');
      assert.ok(await customer.until(unscanned, 'approved'));
    });
  });
}

/**
 * The PDF with the EICAR test file as a compressed object. In two parts here, so that no scanner
 * blocks this file.
 */
function withCompressedVirus(pdf: Buffer): Buffer {
  const virus = deflateSync(
    'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR' + '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*',
  );
  const head = `900 0 obj\n<< /Length ${virus.length} /Filter /FlateDecode >>\nstream\n`;
  const object = Buffer.concat([Buffer.from(head), virus, Buffer.from('\nendstream\nendobj\n')]);
  const crossReferences = pdf.lastIndexOf('xref\n', pdf.lastIndexOf('startxref'));
  return Buffer.concat([pdf.subarray(0, crossReferences), object, pdf.subarray(crossReferences)]);
}
