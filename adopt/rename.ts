/**
 * Replaces our name by the product's: prefixes of settings, roles, buckets and temporary folders.
 * All of them can be changed later but one: the default tenant (infra/config/vault-settings.ts),
 * which is bound into every ciphertext.
 */
export function renameTo(name: string): (text: string) => string {
  const words = name.split('-');
  const title = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(' ');
  const spellings: [ours: RegExp, theirs: string][] = [
    [/Harbor Lending/g, title],
    [/harbor-lending/g, name],
    [/HARBOR_/g, `${words.join('_').toUpperCase()}_`],
    [/harbor_/g, `${words.join('_')}_`],
    [/harbor/g, name],
    [/Harbor/g, title],
  ];
  return (text) => spellings.reduce((result, [ours, theirs]) => result.replace(ours, theirs), text);
}
