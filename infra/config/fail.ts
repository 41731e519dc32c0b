import { ConfigError } from './config.ts';

/**
 * How a process ends that cannot go on: `await main().catch(fail('The portal could not start'))`.
 * Exit code 2 means that its settings must be put right, which it names; 1 anything else. Messages
 * of drivers may hold what they failed on: of those, only name and code go out.
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
