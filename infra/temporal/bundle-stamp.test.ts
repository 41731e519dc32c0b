import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { requireStamp, stamped } from './bundle-stamp.ts';

const folder = mkdtempSync(join(tmpdir(), 'harbor-stamp-'));
const sources = [join(folder, 'guard.ts'), join(folder, 'workflow.ts')] as const;
const refused = { code: 'BUNDLE_NOT_GUARDED' };
let bundle: string;

beforeEach(() => {
  for (const source of sources) writeFileSync(source, source);
  bundle = stamped('the code', sources);
});
after(() => rmSync(folder, { recursive: true }));

test('a stamped bundle whose sources are as they were is accepted, and loses its stamp', () => {
  assert.equal(requireStamp(bundle), 'the code');
  assert.equal(stamped('the code', sources.toReversed()), bundle);
});

test('a bundle is refused once any of its sources has changed, or is gone', () => {
  for (const source of sources) {
    writeFileSync(source, 'changed');
    assert.throws(() => requireStamp(bundle), refused);
    rmSync(source);
    assert.throws(() => requireStamp(bundle), refused);
    writeFileSync(source, source);
    requireStamp(bundle);
  }
});

test('a bundle is refused whose code, SDK or list of sources was altered, or that has no stamp', () => {
  const altered = [
    bundle.replace('the code', 'the Code'),
    bundle.replace(/"sdk":"\d+/, '"sdk":"0'),
    bundle.replace('workflow.ts', 'guard.ts'),
    bundle.replace('// harbor', '// other'),
    'the code',
    '',
  ];
  for (const text of altered) assert.throws(() => requireStamp(text), refused, text);
});
