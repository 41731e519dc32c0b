/** Brings the database up to date and adds the demo's users, as its owner. Idempotent. */
import { readConfig } from '#infra/config/config.ts';
import { demoSettings } from '#infra/config/app-groups.ts';
import { databaseOptions, databaseSettings } from '#infra/config/groups.ts';
import { addDemoUsers } from '#infra/demo/users.ts';
import { migrateProduct } from '#infra/postgres/product-schema.ts';

const config = readConfig({ ...databaseSettings, ...demoSettings });
const owner = databaseOptions(config);
await migrateProduct(owner);
await addDemoUsers(owner, config.HARBOR_DEMO_PASSWORD);
