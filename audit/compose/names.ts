import dns from 'node:dns';

/**
 * Has this process resolve every *.localhost to this machine, as browsers do (RFC 6761). Node asks
 * the operating system, and not every one of them knows.
 */
export function resolveLocalhostNames(): void {
  const lookup = dns.lookup as (name: string, ...rest: unknown[]) => void;
  const toThisMachine = (name: string, ...rest: unknown[]): void =>
    lookup(name.endsWith('.localhost') ? 'localhost' : name, ...rest);
  dns.lookup = toThisMachine as typeof dns.lookup;
}
