/** `npm run controls` writes docs/controls.md; with `--check` it fails if that is out of date. */
import { parseArgs } from 'node:util';
import { document, writeDocument } from './controls.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
if (!values.check) await writeDocument();
else {
  const { is, shouldBe } = await document();
  if (is !== shouldBe) {
    process.stderr.write('docs/controls.md is out of date: npm run controls\n');
    process.exitCode = 1;
  }
}
