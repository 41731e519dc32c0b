/**
 * Who may use which route of the portal, in one place. A route that is not here does not start, and
 * a request for what is not here is refused (http/gate.ts). Which data a role sees, the database
 * decides once more (row-level security).
 *
 * - customer: their own applications
 * - reviewer: what was submitted, with masked details
 * - operator: the system's health, and an extension's pages; no application
 * - auditor: the audit trail; no application
 * - officer: erasure and legal hold; no application
 *
 * The officer has no route yet.
 */
export const roles = ['customer', 'reviewer', 'operator', 'auditor', 'officer'] as const;
export type Role = (typeof roles)[number];

/** The roles that a route admits, or `everyone`, signed in or not. */
export type Admitted = 'everyone' | readonly [Role, ...Role[]];
/** Each route, `GET /applications/:ref`, with whom it admits. */
export type Access = Readonly<Record<string, Admitted>>;

export const access: Access = {
  'GET /healthz': 'everyone',
  'GET /readyz': 'everyone',

  'GET /': 'everyone',
  'GET /sign-in': 'everyone',
  'GET /sign-in/callback': 'everyone',
  'GET /sign-in/again': roles,
  'GET /sign-in/confirmed': roles,
  'GET /sessions': roles,
  'POST /sessions/:session/end': roles,
  'POST /sessions/end': roles,
  'POST /sign-in/back-channel-logout': 'everyone',
  'POST /sign-out': 'everyone',

  'GET /applications': ['customer'],
  'POST /applications': ['customer'],
  'GET /applications/new': ['customer'],
  'GET /applications/:ref': ['customer'],
  'GET /applications/:ref/events': ['customer'],
  'GET /applications/:ref/access': ['customer'],
  'POST /applications/:ref/submit': ['customer'],
  'POST /applications/:ref/withdraw': ['customer'],

  'GET /applications/:ref/documents': ['customer'],
  'POST /applications/:ref/documents/:type': ['customer'],
  'POST /applications/:ref/documents/:doc/remove': ['customer'],
  'GET /applications/:ref/documents/:doc': ['customer', 'reviewer'],
  'GET /applications/:ref/letter': ['customer', 'reviewer'],

  'GET /reviews': ['reviewer'],
  'GET /reviews/:ref': ['reviewer'],
  'POST /reviews/:ref/decision': ['reviewer'],
  'GET /reviews/:ref/reveal': ['reviewer'],
  'POST /reviews/:ref/reveal': ['reviewer'],

  'GET /trail': ['auditor'],
  'GET /trail/:ref': ['auditor'],
  'GET /trail/:ref/export.csv': ['auditor'],
  'GET /trail/:ref/export.json': ['auditor'],
};
