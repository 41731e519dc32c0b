/** Brings the database up to date, as its owner. Idempotent. */
import { readConfig } from '#infra/config/config.ts';
import { databaseOptions, databaseSettings } from '#infra/config/groups.ts';
import { migrateProduct } from '#infra/postgres/product-schema.ts';

await migrateProduct(databaseOptions(readConfig(databaseSettings)));
