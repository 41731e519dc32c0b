/** As much of a registry's HTTP API (OCI distribution) as it takes to learn what a tag names. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** An index names one image for each platform. */
const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const index = z.object({
  manifests: z.array(
    z.object({ platform: z.object({ os: z.string(), architecture: z.string() }) }),
  ),
});
const platforms = ['linux/amd64', 'linux/arm64'];

/**
 * The digest of the index that the reference `name:tag` names now: `sha256:…`, computed from the
 * index itself.
 * @throws Error if the registry cannot be reached, does not have it, or has no image for one of the
 *   platforms
 */
export async function indexDigest(reference: string): Promise<string> {
  const { url, scope } = locate(reference);
  const headers = { accept: indexTypes.join() };
  const ask = (more: Record<string, string> = {}): Promise<Response> =>
    fetch(url, { headers: { ...headers, ...more } }).catch(() => {
      throw new Error(`${reference}: its registry cannot be reached`);
    });
  let answer = await ask();
  if (answer.status === 401) answer = await ask(await authorize(answer, scope));
  if (!answer.ok) throw new Error(`${reference}: its registry answered ${answer.status}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  if (!indexTypes.includes(type)) throw new Error(`${reference}: there is no index`);
  const { manifests } = index.parse(JSON.parse(bytes.toString()));
  const found = manifests.map(({ platform }) => `${platform.os}/${platform.architecture}`);
  for (const platform of platforms)
    if (!found.includes(platform)) throw new Error(`${reference}: there is none for ${platform}`);
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** As Docker reads a reference: without a host it is Docker Hub's, without an owner `library`'s. */
function locate(reference: string): { url: string; scope: string } {
  const [, name = '', tag = ''] = /^(.+):([\w.-]+)$/.exec(reference) ?? [];
  const [first = '', ...rest] = name.split('/');
  const hasHost = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const host = hasHost ? first : 'registry-1.docker.io';
  const path = hasHost ? rest.join('/') : rest.length > 0 ? name : `library/${name}`;
  // Docker, too, speaks to a registry on this machine in plaintext.
  const scheme = /^(localhost|127\.)/.test(host) ? 'http' : 'https';
  const url = `${scheme}://${host}/v2/${path}/manifests/${tag}`;
  return { url, scope: `repository:${path}:pull` };
}

/** A token for anyone, from where the registry's refusal says. */
async function authorize(refusal: Response, scope: string): Promise<{ authorization: string }> {
  const challenge = refusal.headers.get('www-authenticate') ?? '';
  const parameter = (name: string): string =>
    new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const url = new URL(parameter('realm'));
  url.search = new URLSearchParams({ service: parameter('service'), scope }).toString();
  const answer = (await (await fetch(url)).json()) as { token?: string; access_token?: string };
  return { authorization: `Bearer ${answer.token ?? answer.access_token}` };
}
