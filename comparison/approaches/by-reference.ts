/** The product, used as its users do: through the portal, by HTTP. */
import { PortalRefusal, signIn } from '#apps/portal/client/portal-client.ts';
import type { PortalClient } from '#apps/portal/client/portal-client.ts';
import type { ApplicationRef } from '#contract/index.ts';
import type { SampleDocument } from '#lending/samples/application.ts';
import type { Runner } from './runner.ts';
import type { Submission } from './submission.ts';

export interface SignIn {
  email: string;
  password: string;
}

export interface ByReferenceOptions {
  portalUrl: string;
  customer: SignIn;
  reviewer: SignIn;
}

interface People {
  customer: PortalClient;
  reviewer: PortalClient;
}

export function createByReferenceRunner({ portalUrl, ...signIns }: ByReferenceOptions): Runner {
  let people: People | undefined;

  /** Signs in again if the sessions have expired. */
  async function signedIn(): Promise<People> {
    if (people && (await areSignedIn(people))) return people;
    const customer = await signIn(portalUrl, signIns.customer);
    return (people = { customer, reviewer: await signIn(portalUrl, signIns.reviewer) });
  }

  return {
    approach: 'by-reference',
    prepare: async () => void (await signedIn()),
    async run({ application: { form, documents }, review }, onStart) {
      const { customer, reviewer } = await signedIn();
      const application = await customer.apply(form);
      for (const document of documents) await upload(customer, application, document);
      await customer.submit(application);
      onStart({ workflowId: application });
      return await follow({ customer, reviewer }, application, review);
    },
    close: async () => {},
  };
}

/** A page without text, as a scanner makes it. */
const scan = Buffer.from(
  `%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >> endobj
trailer << /Root 1 0 R >>
%%EOF
`,
);

/** The portal says at once that a file cannot be opened; its customer then sends a scan of it. */
async function upload(
  customer: PortalClient,
  application: ApplicationRef,
  document: SampleDocument,
): Promise<void> {
  try {
    await customer.upload(application, document);
  } catch (error) {
    if (!(error instanceof PortalRefusal && error.code === 'DOCUMENT_BROKEN')) throw error;
    await customer.upload(application, { ...document, content: scan });
  }
}

async function areSignedIn({ customer, reviewer }: People): Promise<boolean> {
  try {
    await Promise.all([customer.get('/applications'), reviewer.get('/reviews')]);
    return true;
  } catch (error) {
    if (error instanceof PortalRefusal && error.code === 'SIGN_IN_REQUIRED') return false;
    throw error;
  }
}

/** The last entry of the timeline is how the application ended. */
async function follow(
  { customer, reviewer }: People,
  application: ApplicationRef,
  review: Submission['review'],
) {
  let outcome = 'failed';
  for await (const { code } of customer.timeline(application)) {
    outcome = code;
    if (code !== 'in-review' || !review) continue;
    // The portal has no field for a reason: data that is not asked for need not be kept.
    if ('withdrawal' in review) await customer.withdraw(application);
    else await reviewer.decide(application, review);
  }
  return outcome;
}
