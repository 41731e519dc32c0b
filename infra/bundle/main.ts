/**
 * `npm run bundle` builds every workflow bundle of this repository into dist/. With the name of a
 * file as its argument it builds only the product's, into that file: the launcher's own copy, which
 * no other build can replace.
 */
import { join } from 'node:path';
import { writeWorkflowBundle } from '#infra/temporal/bundle.ts';
import { importWing } from '#infra/wing/import-wing.ts';

/** comparison/approaches/bundles.ts */
interface WingBundles {
  writeBundles(folder: string): Promise<void>;
}

const [file] = process.argv.slice(2);
if (file !== undefined) {
  await writeWorkflowBundle(file);
} else {
  const dist = join(import.meta.dirname, '../../dist');
  await writeWorkflowBundle(join(dist, 'workflow-bundle.js'));
  const wing = await importWing<WingBundles>('approaches/bundles.ts');
  await wing?.writeBundles(dist);
}
