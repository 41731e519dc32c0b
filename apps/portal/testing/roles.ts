/** Every kind of visitor to a portal, and what each gets from a route. */
import assert from 'node:assert/strict';
import type { TestPortal } from './portal.ts';
import { createVisitor } from './visitor.ts';
import type { Visitor } from './visitor.ts';

/** The order of answers in a table of roles. `owner` and `stranger` are customers. */
export const kinds = ['anonymous', 'owner', 'stranger', 'reviewer', 'operator'] as const;
type Kind = (typeof kinds)[number];
export type Visitors = Record<Kind, Visitor>;

/** One visitor of each kind; all but the anonymous one are signed in. */
export async function createVisitors(portal: TestPortal): Promise<Visitors> {
  const visit = async (role: 'customer' | 'reviewer' | 'operator') =>
    createVisitor(portal.url).signIn(await portal.addUser(role));
  const roles = ['customer', 'customer', 'reviewer', 'operator'] as const;
  const [owner, stranger, reviewer, operator] = await Promise.all(roles.map(visit));
  if (!owner || !stranger || !reviewer || !operator) assert.fail();
  return { anonymous: createVisitor(portal.url), owner, stranger, reviewer, operator };
}

/**
 * What each kind of visitor gets from `route`: `pass`, or the code of the refusal.
 * @param route `GET /applications/:ref`, whose parameters are taken from `params`
 */
export async function answersTo(
  visitors: Visitors,
  route: string,
  params: Record<string, string>,
): Promise<string[]> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern.replace(/:(\w+)/g, (_all, name: string) => params[name] ?? '');
  const answers: string[] = [];
  // In reverse: visitors without rights come before the owner, who would notice any effect.
  for (const kind of [...kinds].reverse())
    answers.unshift(await answerTo(visitors[kind], method, path));
  return answers;
}

/**
 * Only refusals for lack of a right count. Errors in a form are reported only to visitors who may
 * send it.
 */
async function answerTo(visitor: Visitor, method: string, path: string): Promise<string> {
  const headers = { Accept: 'application/json', Cookie: visitor.cookie() };
  const response = await fetch(visitor.url + path, { method, headers, redirect: 'manual' });
  const isRefused = [401, 403, 404].includes(response.status);
  if (isRefused) return ((await response.json()) as { code: string }).code;
  // The body is not read: a live page's has no end.
  await response.body?.cancel();
  return 'pass';
}

interface Layer {
  route?: { path: string; stack: { method: string }[] } | undefined;
  handle: object;
}

/** Every route of a router and of the routers in it, sorted: `GET /applications/:ref`. */
export function routesOf({ stack }: { stack: Layer[] }): string[] {
  const routes = stack.flatMap(({ route, handle }) => {
    if (!route) return routesOf({ stack: (handle as { stack?: Layer[] }).stack ?? [] });
    return [...new Set(route.stack.map(({ method }) => `${method.toUpperCase()} ${route.path}`))];
  });
  return routes.sort();
}
