import type { Role } from '../access.ts';

/** The signed-in user, as every route sees it. Sign-in provides it, however it authenticates. */
export interface User {
  id: string;
  role: Role;
  displayName: string;
}

declare global {
  // Express can type `res.locals` in no other way.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Locals {
      requestId: string;
      user?: User;
    }
  }
}
