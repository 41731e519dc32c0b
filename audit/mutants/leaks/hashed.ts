/** Hashes that leaks spell as something else. */
/** What code with a hash needs. */
export const hash = "import { createHash } from 'node:crypto';";
/** Code that spells the MD5 of some text as a UUID, version and all. */
export const uuidOf = (text: string) =>
  `«createHash('md5').update(${text}).digest('hex').replace(/(.{8})(.{4}).(.{3}).(.{3})(.{12})/, '$1-$2-4$3-8$4-$5')»`;
