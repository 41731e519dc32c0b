/**
 * What tests of lending and of the activities share: the product's vault over real services, and
 * values.
 */
import { Readable } from 'node:stream';
import type { ApplicationRef, StepPurpose } from '#contract/index.ts';
import { testDatabase } from '#test/testing/services.ts';
import type { Actor } from '#vault/index.ts';
import { openTestServices } from '#vault/testing/services.ts';
import type { TestServices } from '#vault/testing/services.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import { createApplications } from '../applications.ts';
import { partsOf } from '../parts.ts';
import type { Applications } from '../life-cycle.ts';
import { storedTypes } from '../stored-types.ts';
import type { ApplicationDetails, LoanTypes } from '../stored-types.ts';
import { worker } from '../actors.ts';
import type { UploadType } from '../uploads.ts';
import { takeSteps } from './steps.ts';
import type { AssessmentStep } from './steps.ts';

export { newActor, withCode } from '#vault/testing/services.ts';

export interface TestLending extends TestServices<LoanTypes> {
  applications: Applications;
  workerApplications: Applications;
}

export async function openTestLending(): Promise<TestLending> {
  const services = await openTestServices(storedTypes, await testDatabase());
  return {
    ...services,
    applications: createApplications({ pool: services.portal }),
    workerApplications: createApplications({ pool: services.worker }),
  };
}

export const someDetails: ApplicationDetails = {
  fullName: 'Ada Byron',
  email: 'ada@example.com',
  phone: '555-0100',
  address: '12 St James Square',
  ssn: '078051120',
  dateOfBirth: '1985-12-10',
  employer: 'Analytical Engines',
  annualIncomeCents: 9_600_000,
  requestedCents: 1_200_000,
  termMonths: 36,
  purpose: 'A new engine',
  bankRoutingNumber: '021000021',
  bankAccountNumber: '123456789',
};

export function open(test: TestLending, customer: Actor): Promise<ApplicationRef> {
  return test.vault.as(customer).openSubject(customer.id, newIdempotencyKey());
}

export function upload(
  { vault }: TestLending,
  customer: Actor,
  application: ApplicationRef,
  content: string,
  type: UploadType = 'identity',
) {
  const named = { fileName: 'a passport.png', mediaType: 'image/png', maxBytes: 2 ** 20 };
  return vault
    .as(customer)
    .putDocument({ subject: application, type, ...named, content: Readable.from([content]) });
}

/** An application that has all that it needs, as a draft. */
export async function openComplete(test: TestLending, customer: Actor): Promise<ApplicationRef> {
  const application = await open(test, customer);
  await test.vault.as(customer).putParts(application, partsOf(someDetails));
  await upload(test, customer, application, 'a face');
  await upload(test, customer, application, 'some numbers', 'bank-statement');
  return application;
}

/** An application that was submitted. */
export async function openSubmitted(test: TestLending, customer: Actor): Promise<ApplicationRef> {
  const application = await openComplete(test, customer);
  await test.applications.submit(customer, application);
  return application;
}

/** Takes the steps of an application's process up to this one, as the worker. */
export function takeStepsOf(
  test: TestLending,
  application: ApplicationRef,
  upTo: AssessmentStep,
): Promise<void> {
  const vault = (purpose: StepPurpose) => test.workerVault.as({ ...worker, purpose });
  return takeSteps({ vault, applications: test.workerApplications }, application, upTo);
}
