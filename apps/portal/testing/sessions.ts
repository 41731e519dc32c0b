/** For tests: what time does to sessions. */
import type { TestPortal } from './portal.ts';

/** Lets a user have proved who they are `minutes` ago, in all their sessions. */
export async function signedInAgo(
  { ownerPool }: TestPortal,
  { id }: { id: string },
  minutes: number,
): Promise<void> {
  const at = Date.now() - minutes * 60_000;
  await ownerPool.query(
    `update sessions set sess = jsonb_set(sess::jsonb, '{authenticatedAt}', to_jsonb($2::bigint))::json
     where sess -> 'user' ->> 'id' = $1`,
    [id, at],
  );
}
