type Words = readonly (readonly [said: RegExp, word: string])[];

/** In this order: most browsers claim to be some of the later ones as well. */
const browsers: Words = [
  [/Edg/, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrom|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];
const systems: Words = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'macOS'],
  [/Linux/, 'Linux'],
];

/**
 * What a browser says of itself, as coarse words of ours: enough for its user to know it again, and
 * nothing that would tell one person's browser from another's.
 */
export function agentWords(userAgent = ''): string {
  const find = (words: Words) => words.find(([said]) => said.test(userAgent))?.[1];
  const [browser, system] = [find(browsers), find(systems)];
  if (!browser) return 'A program';
  return system ? `${browser} on ${system}` : browser;
}
