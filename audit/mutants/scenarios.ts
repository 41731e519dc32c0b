/**
 * What users do, so that a mutant's line runs. Each returns the application that it is about, if
 * there is one.
 */
import type { PortalClient } from '#apps/portal/client/portal-client.ts';
import type { ApplicationRef } from '#contract/index.ts';
import type { PersonOptions } from '#lending/samples/person.ts';
import { draft, submit, type Planting } from '../scenarios/planting.ts';

/** The users, and where they get what they send, all of which is searched for afterwards. */
export interface Users {
  customer: PortalClient;
  reviewer: PortalClient;
  planting: Planting;
  /** The trial that canaries belong to. */
  of: string;
  /** Waits until the customer's timeline has an entry, or ends. */
  until(application: ApplicationRef, code: string): Promise<void>;
}

export type ScenarioName = keyof typeof scenarios;

export const scenarios = {
  /** An application with its documents that is not submitted. */
  draft: async (users: Users) => draft(users.customer, await plantApplication(users)),

  async approved(users: Users) {
    const ref = await submitted(users);
    await users.until(ref, 'approved');
    return ref;
  },

  async referred(users: Users) {
    const { reviewer, planting, of } = users;
    const ref = await submitted(users, { bureau: 'unconfirmed' });
    await users.until(ref, 'in-review');
    await reviewer.get(`/reviews/${ref}`);
    await reviewer.decide(ref, {
      decision: 'approve',
      rationale: planting.word('rationale', of),
    });
    await users.until(ref, 'approved');
    return ref;
  },

  async withdrawn(users: Users) {
    const ref = await submitted(users, { bureau: 'middling' });
    await users.until(ref, 'in-review');
    await users.customer.withdraw(ref);
    await users.until(ref, 'withdrawn');
    return ref;
  },

  /** A customer opens an address that does not exist. */
  async lost({ customer, planting, of }: Users) {
    await customer.get(`/applications/${planting.word('address', of)}`).catch(() => {});
    return undefined;
  },
} as const satisfies Record<string, (users: Users) => Promise<ApplicationRef | undefined>>;

const plantApplication = ({ planting, of }: Users, options?: PersonOptions) =>
  planting.application(of, options);

const submitted = async (users: Users, options?: PersonOptions): Promise<ApplicationRef> =>
  submit(users.customer, await plantApplication(users, options));
