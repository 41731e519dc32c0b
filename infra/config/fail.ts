import { ConfigError } from './config-error.ts';

/**
 * Exits a process that failed to start: `await main().catch(fail('The portal could not start'))`.
 * Exit code 2 means that settings are wrong, and names them; 1 means any other error. Messages of
 * drivers may quote data, so only the name and code of such an error are printed.
 */
export function fail(what: string): (error: unknown) => never {
  return (error) => {
    const isConfig = error instanceof ConfigError;
    const { name, code } = error as { name?: string; code?: string };
    const words = isConfig ? error.message : `${what}: ${[name, code].filter(Boolean).join(' ')}`;
    process.stderr.write(`${words}\n`);
    process.exit(isConfig ? 2 : 1);
  };
}
