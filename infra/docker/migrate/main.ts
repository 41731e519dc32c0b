/** Brings the database up to date and adds the demo's users, as its owner. Idempotent. */
import { readConfig } from '#infra/config/config.ts';
import { addDemoUsers, demoSignIns } from '#infra/demo/users.ts';
import { migrate } from '#infra/postgres/migrate.ts';

const config = readConfig(['HARBOR_DATABASE_URL', 'HARBOR_DATABASE_CA', 'HARBOR_DEMO_PASSWORD']);
await migrate(config);
const password = config.HARBOR_DEMO_PASSWORD;
await addDemoUsers(
  config,
  demoSignIns.map((signIn) => ({ ...signIn, password })),
);
