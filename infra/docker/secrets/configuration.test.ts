import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { copyConfiguration } from './configuration.ts';

const folder = mkdtempSync(join(tmpdir(), 'harbor-configuration-'));
after(() => rmSync(folder, { recursive: true }));

test('services read the configuration of this version, whatever the rights of the checkout', async () => {
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  cpSync(join(import.meta.dirname, '..'), from, { recursive: true });
  await copyConfiguration(from, to);
  chmodSync(join(from, 'postgres/roles.sql'), 0o600);
  writeFileSync(join(from, 'openbao/start.sh'), 'changed');
  rmSync(join(from, 'openbao/initialize.hcl'));
  await copyConfiguration(from, to);

  assert.equal(readFileSync(join(to, 'openbao/start.sh'), 'utf8'), 'changed');
  assert.deepEqual(readdirSync(join(to, 'openbao')).sort(), ['openbao.hcl', 'start.sh']);
  assert.equal(statSync(join(to, 'postgres/roles.sql')).mode & 0o777, 0o444);
  assert.equal(statSync(join(to, 'postgres')).mode & 0o777, 0o755);
});
