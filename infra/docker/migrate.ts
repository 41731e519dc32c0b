/** Brings the database up to date and adds the demo's users, as its owner. May run any number of times. */
import { readConfig } from '#infra/config/config.ts';
import { addDemoUsers, demoSignIns } from '#infra/local/demo-users.ts';
import { migrateProduct } from '#infra/postgres/product-schema.ts';

const config = readConfig(['HARBOR_DATABASE_URL', 'HARBOR_DATABASE_CA', 'HARBOR_DEMO_PASSWORD']);
await migrateProduct({ url: config.HARBOR_DATABASE_URL, ca: config.HARBOR_DATABASE_CA });
const password = config.HARBOR_DEMO_PASSWORD;
await addDemoUsers(
  config,
  demoSignIns.map((signIn) => ({ ...signIn, password })),
);
