import { indexDigest } from './registry.ts';

/** `image: name:tag` of a compose file and `FROM name:tag` of a Dockerfile, pinned or not. */
const references = /^(?<head>\s*image: |FROM )(?<name>[\w./:-]+:[\w.-]+)(@sha256:[0-9a-f]{64})?/gm;

/**
 * Texts of compose files and Dockerfiles with a digest behind each tag: the one that the tag's
 * registry has for it now. Images without a tag are ours and stay as they are.
 * @throws Error as `indexDigest` does
 */
export async function pin(texts: readonly string[]): Promise<string[]> {
  const names = texts.flatMap((text) =>
    Array.from(text.matchAll(references), ({ groups }) => groups?.name ?? ''),
  );
  const pairs = [...new Set(names)].map(async (name) => [name, await indexDigest(name)] as const);
  const digests = new Map(await Promise.all(pairs));
  return texts.map((text) =>
    text.replace(references, (_whole, head: string, name: string) => {
      return `${head}${name}@${digests.get(name)}`;
    }),
  );
}
