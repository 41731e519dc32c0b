/**
 * The comparison is an optional wing: a reader may remove its folder, and the product builds and
 * runs without it. So nothing imports it by name. Where it adds something to a process of the
 * product, that process asks here.
 */
import { existsSync } from 'node:fs';

const wing = new URL('../../comparison/', import.meta.url);

/**
 * The module at `path` of the wing, or undefined if this copy has no wing. `Module` is what the
 * caller expects of it: the compiler cannot check that, since it must not look for a file that may
 * be absent. The wing checks it, with `satisfies`.
 */
export async function importWing<Module>(path: string): Promise<Module | undefined> {
  const module = new URL(path, wing);
  return existsSync(module) ? ((await import(module.href)) as Module) : undefined;
}
