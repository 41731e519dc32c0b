/** `node bundle-workflows.ts FILE`: the launcher's own copy of the bundle, which no other build can replace. */
import { writeWorkflowBundle } from '#infra/temporal/bundle.ts';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('name the file to write');
await writeWorkflowBundle(file);
