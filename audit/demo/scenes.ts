/** The scenes of the demo: what happens to an application, reported as it happens. */
import type { Endpoints } from '#infra/local/endpoints.ts';
import { sampleApplication, type SampleApplication } from '#lending/samples/application.ts';
import type { PersonOptions } from '#lending/samples/person.ts';
import type { PortalClient } from '#apps/portal/client/portal-client.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { lookIntoPostgres, lookIntoS3, type Glimpse } from './look.ts';
import type { Stage } from './stage.ts';

export interface Cast {
  customer: PortalClient;
  reviewer: PortalClient;
  endpoints: Endpoints;
  stage: Stage;
}

export interface Told {
  ref: ApplicationRef;
  application: SampleApplication;
}

/** Submits an application and reports what goes where. */
export async function apply(cast: Cast, options: PersonOptions, seed: number): Promise<Told> {
  const { customer, stage, endpoints } = cast;
  const application = await sampleApplication(options, seed);
  const { form, documents } = application;
  stage.line(
    'browser → portal',
    `${form.fullName}: SSN, income, bank account, ${count(form)} fields`,
  );
  const ref = await customer.apply(form);
  for (const document of documents) {
    const stored = await customer.upload(ref, document);
    stage.line(
      'browser → portal',
      `${document.fileName}, ${kilobytes(document.content.length)}, as a stream`,
    );
    stage.line('portal → S3', told(await lookIntoS3(endpoints.s3, stored)));
  }
  await customer.submit(ref);
  stage.line('portal → Postgres', told(await lookIntoPostgres(endpoints.postgres, ref)));
  stage.line('portal → Temporal', `start loanApplication("${ref}")`);
  return { ref, application };
}

/**
 * Follows the live timeline, as the customer's page does, up to an entry. Reports the entries after
 * `after`.
 * @throws Error when the timeline ends without the entry
 */
export async function follow(
  { customer, stage }: Cast,
  ref: ApplicationRef,
  until: string,
  after = 'submitted',
): Promise<void> {
  let steps: string[] = [];
  for await (const { code } of customer.timeline(ref)) {
    steps = code === after ? [] : [...steps, code];
    if (code === until) return stage.line('worker', steps.join(', '));
  }
  throw new Error(`the timeline ended without "${until}"`);
}

/** The reviewer approves a referred application. */
export async function review({ reviewer, stage }: Cast, ref: ApplicationRef): Promise<void> {
  const rationale =
    'The bureau knows this customer by a former name; identity confirmed by telephone.';
  stage.line('browser → portal', `the reviewer approves: “${rationale}”`);
  const decision = await reviewer.decide(ref, { decision: 'approve', rationale });
  stage.line('portal → Temporal', `update decide("${decision}")`);
}

const count = (form: object): number => Object.keys(form).length;
const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KB`;

function told({ where, bytes, middle }: Glimpse): string {
  return `${where}: ${bytes} bytes of ciphertext, … ${middle} …`;
}
