/** Every kind of visitor to a portal, and what each gets from a route. */
import assert from 'node:assert/strict';
import { roles } from '../access.ts';
import type { TestPortal } from './portal.ts';
import { createVisitor } from './visitor.ts';
import type { Visitor } from './visitor.ts';

/** One of each kind, in the order of the columns of a table of roles. */
export type Visitors = Readonly<Record<(typeof columns)[number], Visitor>>;
const columns = ['nobody', ...roles] as const;

/** One visitor for each role, signed in, and one who is not. */
export async function createVisitors(portal: TestPortal): Promise<Visitors> {
  const signedIn = roles.map(async (role) => {
    return [role, await createVisitor(portal.url).signIn(await portal.addUser(role))];
  });
  const visitors = Object.fromEntries(await Promise.all(signedIn)) as Omit<Visitors, 'nobody'>;
  return { nobody: createVisitor(portal.url), ...visitors };
}

/**
 * A table of what each visitor gets: a line for each route, which stands last, after a word for each
 * visitor. The word is a status, or one for each target where they differ: `200/404/404`.
 */
export function readTable(text: string): Map<string, string[]> {
  const [head = [], ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  assert.deepEqual(head, [...columns, 'route']);
  return new Map(
    lines.map((words) => [words.slice(columns.length).join(' '), words.slice(0, columns.length)]),
  );
}

/**
 * What each visitor gets from `route`, as in the table.
 * @param route `GET /applications/:ref`
 * @param targets the parameters to try; the first only, if the route takes none
 */
export async function statusesOf(
  visitors: Visitors,
  route: string,
  targets: readonly Readonly<Record<string, string>>[],
): Promise<string[]> {
  const [method = '', pattern = ''] = route.split(' ');
  const paths = targets.map((target) =>
    pattern.replace(/:(\w+)/g, (_all, name: string) => target[name] ?? assert.fail(name)),
  );
  const statuses: string[] = [];
  // In reverse: visitors without rights come before the owner, who would notice any effect.
  for (const column of [...columns].reverse()) {
    const found: number[] = [];
    for (const path of new Set(paths)) found.push(await statusOf(visitors[column], method, path));
    statuses.unshift(new Set(found).size === 1 ? String(found[0]) : found.join('/'));
  }
  return statuses;
}

async function statusOf(visitor: Visitor, method: string, path: string): Promise<number> {
  const headers = { Accept: 'application/json', Cookie: visitor.cookie() };
  const response = await fetch(visitor.url + path, { method, headers, redirect: 'manual' });
  // The body is not read: a live page's has no end.
  await response.body?.cancel();
  return response.status;
}
