/**
 * The product's schema: which folders keep SQL, and in which order it is applied. The only list of
 * these folders.
 */
import { fileURLToPath } from 'node:url';
import { migrate } from './migrate.ts';
import type { MigrationFolder } from './migrate.ts';
import type { DatabaseOptions } from './pool.ts';

const folder = (name: string): MigrationFolder => ({
  name,
  path: fileURLToPath(new URL(`../../${name}/migrations`, import.meta.url)),
});

/** Brings the database up to date. May run any number of times. @throws DatabaseError */
export function migrateProduct(options: DatabaseOptions): Promise<void> {
  return migrate(options, [folder('vault'), folder('product')]);
}
