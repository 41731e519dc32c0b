/** What people do, so that a mutant's line is run. Each gives the application that it was about, if there is one. */
import type { SampleApplication } from '#lending/samples/application.ts';
import type { PersonOptions } from '#lending/samples/person.ts';
import type { PortalClient } from '#apps/portal/client/portal-client.ts';
import type { ApplicationRef } from '#contract/index.ts';

/** Whoever takes part, and where they get what they send: all of it is searched for afterwards. */
export interface Cast {
  customer: PortalClient;
  reviewer: PortalClient;
  plantApplication(options?: PersonOptions): Promise<SampleApplication>;
  plantWord(field: string): string;
  /** Waits until the customer's timeline has an entry, or ends. */
  until(application: ApplicationRef, code: string): Promise<void>;
}

export type ScenarioName = keyof typeof scenarios;

export const scenarios = {
  /** An application that is not submitted, with its documents. */
  draft: (cast: Cast) => draft(cast),

  async approved(cast: Cast) {
    const ref = await submit(cast);
    await cast.until(ref, 'approved');
    return ref;
  },

  async referred(cast: Cast) {
    const ref = await submit(cast, { bureau: 'unconfirmed' });
    await cast.until(ref, 'in-review');
    await cast.reviewer.get(`/reviews/${ref}`);
    await cast.reviewer.decide(ref, {
      decision: 'approve',
      rationale: cast.plantWord('rationale'),
    });
    await cast.until(ref, 'approved');
    return ref;
  },

  async withdrawn(cast: Cast) {
    const ref = await submit(cast, { bureau: 'middling' });
    await cast.until(ref, 'in-review');
    await cast.customer.withdraw(ref);
    await cast.until(ref, 'withdrawn');
    return ref;
  },

  /** Somebody types an address that does not exist. */
  async lost({ customer, plantWord }: Cast) {
    await customer.get(`/applications/${plantWord('address')}`).catch(() => {});
    return undefined;
  },
} as const satisfies Record<string, (cast: Cast) => Promise<ApplicationRef | undefined>>;

async function draft(
  { customer, plantApplication }: Cast,
  options?: PersonOptions,
): Promise<ApplicationRef> {
  const { form, documents } = await plantApplication(options);
  const ref = await customer.apply(form);
  for (const document of documents) await customer.upload(ref, document);
  return ref;
}

async function submit(cast: Cast, options?: PersonOptions): Promise<ApplicationRef> {
  const ref = await draft(cast, options);
  await cast.customer.submit(ref);
  return ref;
}
