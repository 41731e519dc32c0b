/**
 * The `skip` option of a test that needs something from the machine. In CI (`CI` set) nothing is
 * skipped: the test runs, and fails where the thing is missing.
 * @param reason what is missing and how to get it, or undefined if nothing is missing
 */
export function skipUnlessCI(reason: string | undefined): string | undefined {
  return process.env.CI ? undefined : reason;
}
