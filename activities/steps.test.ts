import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { CancelledFailure } from '@temporalio/common';
import { extractText, getDocumentProxy } from 'unpdf';
import type {
  ApplicationDetails,
  EventCode,
  RecordType,
  RecordValue,
  RiskAssessment,
} from '#lending/index.ts';
import { actingAs, newIdempotencyKey } from '#vault/index.ts';
import { newReference } from '#vault/references.ts';
import type { Actor } from '#vault/index.ts';
import { worker as theWorker } from '#lending/index.ts';
import { newActor, openComplete, takeStepsOf } from '#lending/testing/lending.ts';
import type { AssessmentStep } from '#lending/testing/steps.ts';
import { dayOf } from '#lending/rules.ts';
import { sampleApplication } from '#lending/samples/application.ts';
import { enlargePdf } from '#lending/samples/large-pdf.ts';
import type {
  ApplicationRef,
  DecisionRef,
  DocumentRef,
  LetterRef,
  Outcome,
  ReportRef,
  StepPurpose,
} from '#contract/index.ts';
import { openTestActivities, putDocument, testContext, withType } from './testing/world.ts';
import type { TestActivities } from './testing/world.ts';

let open: TestActivities;
before(async () => {
  open = await openTestActivities();
});
after(() => open.close());

const worker = (purpose: StepPurpose = 'extraction') =>
  open.services.workerVault.as({ ...theWorker, purpose });
const eventsOf = async (application: ApplicationRef) =>
  (await open.services.workerApplications.events(theWorker, application)).map(({ code }) => code);

/** For what follows on steps that do not matter to a test. */
const upTo = (application: ApplicationRef, step: AssessmentStep) =>
  takeStepsOf(open.services, application, step);
const run = <Result>(step: () => Promise<Result>) => testContext().run(step);

/**
 * Runs a step twice, as Temporal does when the first answer was lost, and returns the answer of
 * both runs.
 */
async function twice<T>(step: () => Promise<T>): Promise<T> {
  const first = await testContext().run(step);
  assert.deepEqual(await testContext().run(step), first);
  return first;
}

test('every step is idempotent: run twice, it leaves one record, one event and the same reference', async () => {
  const { activities, services, submitted } = open;
  const { form } = await sampleApplication({}, 1);
  const application = await submitted({
    fullName: form.fullName,
    bankAccountNumber: form.bankAccountNumber,
    annualIncomeCents: 8_084_600,
  });
  assert.equal(await twice(() => activities.scanDocuments(application)), 'clean');
  assert.equal(await twice(() => activities.validateApplication(application)), 'complete');
  const extraction = await twice(() => activities.extractFields(application));
  const [identity, report] = await twice(() => activities.verifyIdentity(application));
  assert.equal(identity, 'confirmed');
  const [recommendation] = await twice(() =>
    activities.scoreRisk(application, [extraction, report]),
  );
  assert.equal(recommendation, 'approve');
  await twice(() => activities.renderLetter(application, 'approved'));
  await twice(() => activities.notifyCustomer(application));
  await twice(() => activities.recordOutcome(application, 'approved'));

  const steps = [
    'scanned',
    'validated',
    'extracted',
    'identity-checked',
    'assessed',
    'letter-ready',
    'notified',
  ];
  assert.deepEqual(await eventsOf(application), ['submitted', ...steps, 'approved']);
  assert.equal((await services.workerApplications.get(theWorker, application)).status, 'approved');
  // Five parts, what each document says, the extraction, the identity and the assessment.
  assert.equal(await recordsOf(application), 10);
  const found = await worker().get('extraction-report', extraction);
  assert.deepEqual(
    [found.nameIn.length, found.accountIn.length, found.monthlyDepositsCents],
    [1, 1, 673_717],
  );
});

test('a retry of the extraction reads only what the attempt before had not finished', async () => {
  const application = await open.submitted();
  await upTo(application, 'validated');
  const first = testContext();
  const report = await first.run(() => open.activities.extractFields(application));
  const [afterOne, afterAll] = [first.heartbeats[0], first.heartbeats.at(-1)] as string[][];
  assert.equal(afterOne?.length, 1);
  assert.equal(afterAll?.length, 2);
  const before = await documentsRead(application);
  await testContext(afterAll).run(() => open.activities.extractFields(application));
  assert.equal(await documentsRead(application), before);
  const again = await testContext(afterOne).run(() => open.activities.extractFields(application));
  assert.equal(await documentsRead(application), before + 1);
  assert.equal(again, report);
});

test('a scan reads only documents that have no verdict, and the first verdict stays', async () => {
  const application = await open.submitted();
  const [card] = await worker().listDocuments(application);
  await worker().recordVerdict(card!.ref, 'clean');
  await worker().recordVerdict(card!.ref, 'infected');
  assert.equal(await twice(() => open.activities.scanDocuments(application)), 'clean');
  assert.equal(await documentsRead(application), 1);
});

// control: ASVS 5.4.3, SOC2 CC6.8
test('an infected document is opened for no one, and its owner replaces it', async () => {
  const { activities, services } = open;
  const { documents } = await sampleApplication({}, 1);
  const [card, statement] = documents as [(typeof documents)[0], (typeof documents)[0]];
  const customer = newActor('customer');
  const disguised = { ...card, mediaType: 'image/png' };
  const application = await open.submitted({}, [disguised, statement], customer);
  const owner = services.vault.as(customer);
  const reviewer = services.vault.as({ ...newActor('reviewer'), purpose: 'review' });
  const scan = () => twice(() => activities.scanDocuments(application));
  const [bad, good] = (await owner.listDocuments(application)).map(({ ref }) => ref) as [
    DocumentRef,
    DocumentRef,
  ];
  await assert.rejects(reviewer.getDocument(bad), { code: 'VAULT_DOCUMENT_UNINSPECTED' });
  assert.equal(await scan(), 'infected');
  (await reviewer.getDocument(good)).content.destroy();
  for (const session of [owner, reviewer, worker()])
    await assert.rejects(session.getDocument(bad), { code: 'VAULT_DOCUMENT_INFECTED' });

  const submit = () => services.applications.submit(customer, application);
  await assert.rejects(submit(), { code: 'DOCUMENTS_REFUSED' });
  await assert.rejects(owner.removeDocument(good), { code: 'VAULT_SUBJECT_CLOSED' });
  await owner.removeDocument(bad);
  await assert.rejects(submit(), { code: 'APPLICATION_INCOMPLETE' });
  await putDocument(owner, application, card);
  assert.equal(await scan(), 'infected', 'not submitted again yet');
  await submit();
  assert.ok((await services.applications.unstarted(0)).includes(application));
  await assert.rejects(putDocument(owner, application, card), { code: 'VAULT_SUBJECT_CLOSED' });
  assert.equal(await scan(), 'clean');
  const timeline = ['submitted', 'documents-refused', 'documents-replaced', 'scanned'];
  assert.deepEqual(await eventsOf(application), timeline);
});

test('the customer is told of a refused document as long as it waits to be replaced', async () => {
  const { activities, smtp } = open;
  const { documents } = await sampleApplication({}, 1);
  const [card, statement] = documents as [(typeof documents)[0], (typeof documents)[0]];
  const application = await open.submitted({}, [{ ...card, mediaType: 'image/png' }, statement]);
  const before = smtp.messages.length;
  await run(() => activities.requestDocuments(application));
  assert.equal(smtp.messages.length, before, 'nothing was refused yet');
  await run(() => activities.scanDocuments(application));
  await run(() => activities.requestDocuments(application));
  assert.equal(smtp.messages.length, before + 1);
  await assert.rejects(
    run(() => activities.recordOutcome(application, 'declined')),
    withType('OutcomeNotSupported'),
    'the time for it has not run out',
  );
  await backdate(application, 'documents-refused', 14);
  await run(() => activities.recordOutcome(application, 'declined'));
  await run(() => activities.requestDocuments(application));
  assert.equal(smtp.messages.length, before + 1);
});

test('a cancelled step fails with the cancellation, and not with an error that it caused', async () => {
  const application = await open.submitted();
  const context = testContext();
  context.cancel();
  await assert.rejects(
    context.run(() => open.activities.scanDocuments(application)),
    CancelledFailure,
  );
});

test('a minor is incomplete, up to the day before the birthday', async () => {
  const { activities, submitted } = open;
  const tooYoung = await minor();
  const ofAge = await submitted({ dateOfBirth: eighteenYearsBefore(0) });
  await upTo(ofAge, 'scanned');
  assert.equal(await twice(() => activities.validateApplication(ofAge)), 'complete');
  assert.equal(await twice(() => activities.validateApplication(tooYoung)), 'incomplete');
  assert.equal((await eventsOf(tooYoung)).includes('validated'), false);
});

test('a document too large for memory is not read, and the application is referred', async () => {
  const { documents } = await sampleApplication({}, 1);
  const [card, statement] = documents as [(typeof documents)[0], (typeof documents)[0]];
  const large = await buffer(enlargePdf(statement.content, 33 * 1024 * 1024).content());
  const application = await open.submitted({}, [card, { ...statement, content: large }]);
  assert.equal(await testContext().run(() => open.activities.scanDocuments(application)), 'clean');
  await upTo(application, 'validated');
  const report = await testContext().run(() => open.activities.extractFields(application));
  const read = (await worker().get('extraction-report', report)).documents.map(
    ({ readable }) => readable,
  );
  assert.deepEqual(read, [true, false]);
  const [recommendation] = await testContext().run(() =>
    open.activities.scoreRisk(application, [report]),
  );
  assert.equal(recommendation, 'refer');
  assert.ok((await eventsOf(application)).includes('identity-unavailable'));
});

test('a report of another application is not found, even if Temporal passes its reference', async () => {
  const { activities, submitted } = open;
  const [mine, other] = [await submitted(), await submitted()];
  const [elsewhere, here] = [testContext(), testContext()];
  for (const application of [mine, other]) await upTo(application, 'validated');
  const foreign = await elsewhere.run(() => activities.extractFields(other));
  const [, identity] = await testContext().run(() => activities.verifyIdentity(other));
  const extraction = await here.run(() => activities.extractFields(mine));
  const score = (reports: ReportRef[]) =>
    testContext().run(() => activities.scoreRisk(mine, reports));
  await assert.rejects(score([foreign]), withType('RecordNotFound'));
  await assert.rejects(score([extraction, identity]), withType('RecordNotFound'));
  const resumed = testContext(elsewhere.heartbeats.at(-1));
  await assert.rejects(
    resumed.run(() => activities.extractFields(mine)),
    withType('RecordNotFound'),
  );
  assert.equal(await worker('assessment').find('risk-assessment', mine), undefined);
});

test('an outcome that the vault does not support is refused, even if Temporal asks for it', async () => {
  const { activities, submitted, services } = open;
  const application = await submitted();
  const refused = withType('OutcomeNotSupported');
  const record = (outcome: Outcome) => run(() => activities.recordOutcome(application, outcome));
  const refuseAll = async (outcomes: Outcome[], when: string) => {
    for (const outcome of outcomes)
      await assert.rejects(record(outcome), refused, `${outcome} ${when}`);
  };
  const store = <Type extends RecordType>(type: Type, value: RecordValue<Type>) =>
    worker().put(type, { subject: application, value });

  await assert.rejects(
    run(() => activities.renderLetter(application, 'approved')),
    refused,
  );
  await refuseAll(['approved', 'declined', 'expired', 'withdrawn'], 'at once');
  await assert.rejects(
    run(() => activities.notifyCustomer(application)),
    refused,
    'no news yet',
  );
  await upTo(application, 'identity-checked');
  await store('identity-report', { confirmed: false, bureauReference: 'x' });
  await store('risk-assessment', approving);
  await upTo(application, 'assessed');
  await refuseAll(['approved', 'declined'], 'without a confirmed identity');
  await run(() => activities.requestReview(application));
  await decideAs(newActor('reviewer'), application, 'decline');
  await refuseAll(['approved', 'declined', 'expired'], 'before a decision is accepted');
  const approval = await decideAs(newActor('reviewer'), application, 'approve');
  await run(() => activities.readDecision(application, approval));
  await backdate(application, 'in-review', 15);
  await refuseAll(['declined', 'expired', 'withdrawn'], 'against the decision');
  // Too late to count, and in the vault nonetheless.
  await decideAs(newActor('reviewer'), application, 'decline');
  await record('approved');
  assert.equal(await restsOn(application), approval);
  assert.equal((await services.workerApplications.get(theWorker, application)).status, 'approved');
});

test('an application expires by the vault’s clock, and is withdrawn by the customer’s word', async () => {
  const { activities, submitted, services } = open;
  const customer = newActor('customer');
  const [slow, withdrawn] = [await submitted(), await submitted({}, undefined, customer)];
  for (const application of [slow, withdrawn]) {
    await upTo(application, 'assessed');
    await run(() => activities.requestReview(application));
  }
  const expire = () => run(() => activities.recordOutcome(slow, 'expired'));
  await backdate(slow, 'in-review', 13);
  await assert.rejects(expire(), withType('OutcomeNotSupported'));
  await backdate(slow, 'in-review', 14);
  await twice(() => activities.recordOutcome(slow, 'expired'));
  await services.applications.markWithdrawn(customer, withdrawn);
  await twice(() => activities.recordOutcome(withdrawn, 'withdrawn'));
});

test('letter and status say the same, whatever Temporal asks for and in whatever order', async () => {
  const { activities, services } = open;
  const refused = withType('OutcomeNotSupported');
  const statusOf = async (ref: ApplicationRef) =>
    (await services.workerApplications.get(theWorker, ref)).status;

  const written = await minor();
  await assert.rejects(
    run(() => activities.renderLetter(written, 'declined')),
    refused,
    'not validated',
  );
  await run(() => activities.validateApplication(written));
  await run(() => activities.renderLetter(written, 'declined'));
  for (const other of ['approved', 'expired', 'withdrawn', 'failed'] as const)
    await assert.rejects(
      run(() => activities.recordOutcome(written, other)),
      refused,
      other,
    );
  await run(() => activities.recordOutcome(written, 'declined'));

  const ended = await minor();
  await run(() => activities.validateApplication(ended));
  await run(() => activities.recordOutcome(ended, 'failed'));
  await assert.rejects(
    run(() => activities.renderLetter(ended, 'declined')),
    refused,
  );
  assert.deepEqual([await statusOf(written), await statusOf(ended)], ['declined', 'failed']);
});

// control: ASVS 2.3.1
test('a step that Temporal calls before its time leaves nothing in the vault', async () => {
  const { activities, submitted } = open;
  const application = await submitted();
  const early = {
    extractFields: () => activities.extractFields(application),
    verifyIdentity: () => activities.verifyIdentity(application),
    scoreRisk: () => activities.scoreRisk(application, []),
    requestReview: () => activities.requestReview(application),
  };
  const before = await recordsOf(application);
  for (const [step, call] of Object.entries(early))
    await assert.rejects(run<unknown>(call), withType('VaultRefused'), step);
  assert.equal(await recordsOf(application), before);
  assert.deepEqual(await eventsOf(application), ['submitted']);
});

test('a decision that its reviewer has replaced is not brought back, nor one before the review', async () => {
  const { activities, submitted } = open;
  const application = await submitted();
  const reviewer = newActor('reviewer');
  const read = (ref: DecisionRef) =>
    testContext().run(() => activities.readDecision(application, ref));
  const early = await decideAs(reviewer, application, 'approve');
  await assert.rejects(read(early), withType('VaultRefused'));
  assert.equal((await eventsOf(application)).includes('decided'), false);
  await upTo(application, 'assessed');
  await testContext().run(() => activities.requestReview(application));
  const changed = await decideAs(reviewer, application, 'decline');
  await assert.rejects(read(early), withType('DecisionOvertaken'));
  assert.equal(await read(changed), 'decline');
  await decideAs(reviewer, application, 'approve');
  const approve = () => testContext().run(() => activities.recordOutcome(application, 'approved'));
  await assert.rejects(approve(), withType('OutcomeNotSupported'));
});

test('reviewers are reminded once, and only of an application that waits for them', async () => {
  const { activities, submitted, smtp } = open;
  const application = await submitted();
  const remind = () => testContext().run(() => activities.remindReviewers(application));
  const before = smtp.messages.length;
  await remind();
  assert.equal(smtp.messages.length, before, 'not yet in review');
  await upTo(application, 'assessed');
  await testContext().run(() => activities.requestReview(application));
  for (let call = 0; call < 3; call += 1) await remind();
  assert.equal(smtp.messages.length, before + 1);
});

test('no step sees or writes anything of a draft', async () => {
  const { activities, services } = open;
  const customer = newActor('customer');
  const draft = await openComplete(services, customer);
  const steps: (() => Promise<unknown>)[] = [
    () => activities.scanDocuments(draft),
    () => activities.validateApplication(draft),
    () => activities.extractFields(draft),
    () => activities.verifyIdentity(draft),
    () => activities.notifyCustomer(draft),
    () => activities.recordOutcome(draft, 'declined'),
  ];
  for (const step of steps)
    await assert.rejects(testContext().run(step), withType('RecordNotFound'), String(step));
  const written = worker().put('extraction-report', {
    subject: draft,
    value: { documents: [], nameIn: [], accountIn: [] },
  });
  await assert.rejects(written, { code: 'VAULT_NOT_FOUND' });
});

test('the decision that was accepted counts, and only for the application that it was recorded for', async () => {
  const { activities, submitted } = open;
  const [mine, other] = [await submitted(), await submitted()];
  const reviewer = newActor('reviewer');
  const read = (ref: DecisionRef) => testContext().run(() => activities.readDecision(mine, ref));
  const [first, foreign] = [
    await decideAs(reviewer, mine, 'approve'),
    await decideAs(reviewer, other, 'approve'),
  ];
  await upTo(mine, 'assessed');
  await twice(() => activities.requestReview(mine));
  await assert.rejects(read(foreign), withType('DecisionNotForThisApplication'));
  await assert.rejects(read(newReference('dec')), withType('DecisionNotForThisApplication'));
  assert.equal((await eventsOf(mine)).includes('decided'), false);
  assert.equal(await read(first), 'approve');
  const second = await decideAs(reviewer, mine, 'decline');
  await assert.rejects(read(second), withType('DecisionOvertaken'));
  assert.equal(await twice(() => activities.readDecision(mine, first)), 'approve');
});

test('a letter is one page, addressed to the customer, and states the outcome and what comes next', async () => {
  const fullName = `Ada ${'Maria '.repeat(18)}Byron`;
  const address = `${'A long street, '.repeat(19)}1`;
  const says = { approved: /approved/, declined: /cannot offer/, expired: /expired/ } as const;
  for (const [outcome, words] of Object.entries(says) as [keyof typeof says, RegExp][]) {
    const application = await open.submitted({ fullName, address });
    await leadTo(outcome, application);
    const letter = await twice(() => open.activities.renderLetter(application, outcome));
    const { pages, text } = await readLetter(letter);
    assert.equal(pages, 1);
    assert.match(text, words);
    assert.ok(
      text.replace(/\s+/g, ' ').includes(`Dear ${fullName}`) && text.includes('What happens next'),
    );
  }
});

test('a letter has every letter of the name, and every line of the address', async () => {
  const address = 'c/o Fő utca 1\n2\t3\nCase postale\nČapek dům\nΑθήνα\nМосква 101000';
  for (const fullName of ['Łukasz Żółw', 'Jiří Čapek', 'Jose\u0301 Pe\u0301rez', 'Nguyễn Văn Ạ']) {
    const application = await minor({ fullName, address });
    await run(() => open.activities.validateApplication(application));
    const letter = await run(() => open.activities.renderLetter(application, 'declined'));
    const { text } = await readLetter(letter);
    assert.match(text, /could not use/);
    assert.ok(text.includes(`Dear ${fullName.normalize('NFC')}`), text);
    for (const line of address.replace('\t', ' ').split('\n')) assert.ok(text.includes(line), line);
  }
});

test('a letter that no font can address is logged with its reference, and without the name', async () => {
  const [printed, unprinted] = await Promise.all(
    ['Ada Byron', 'Ada 𓀀'].map(async (fullName) => {
      const application = await minor({ fullName });
      await run(() => open.activities.validateApplication(application));
      await run(() => open.activities.renderLetter(application, 'declined'));
      return application;
    }),
  );
  const lines = open.log.filter((line) => line.includes('letter-not-addressed'));
  assert.equal(lines.length, 1);
  assert.ok(lines[0]!.includes(unprinted!) && lines[0]!.includes('no-font'), lines[0]);
  assert.ok(!open.log.some((line) => line.includes('𓀀') || line.includes(printed!)));
});

test('a reference to nothing fails without retries', async () => {
  const missing = newReference('app');
  const { activities } = open;
  const steps: (() => Promise<unknown>)[] = [
    () => activities.validateApplication(missing),
    () => activities.verifyIdentity(missing),
    () => activities.recordOutcome(missing, 'declined'),
    () => activities.renderLetter(missing, 'declined'),
  ];
  for (const step of steps) {
    await assert.rejects(testContext().run(step), withType('RecordNotFound'));
  }
});

const approving: RiskAssessment = {
  recommendation: 'approve',
  score: 80,
  reasons: [],
  evidence: [],
  monthlyPaymentCents: 1,
  debtToIncome: 0,
};

/** A review that leads to this outcome. */
async function leadTo(outcome: 'approved' | 'declined' | 'expired', application: ApplicationRef) {
  await upTo(application, 'assessed');
  const value = { ...approving, recommendation: 'refer' as const };
  await worker().put('risk-assessment', { subject: application, value });
  await run(() => open.activities.requestReview(application));
  if (outcome === 'expired') return backdate(application, 'in-review', 14);
  const word = outcome === 'approved' ? 'approve' : 'decline';
  const decision = await decideAs(newActor('reviewer'), application, word);
  await run(() => open.activities.readDecision(application, decision));
}

/** Puts an event of the timeline into the past, as the owner of the tables. */
async function backdate(application: ApplicationRef, code: EventCode, days: number): Promise<void> {
  const db = await open.services.owner.connect();
  try {
    await db.query('begin');
    await db.query('alter table application_events no force row level security');
    await db.query(
      `update application_events set at = now() - $3 * interval '1 day'
       where application = $1 and code = $2`,
      [application, code, days],
    );
    await db.query('alter table application_events force row level security');
    await db.query('commit');
  } finally {
    db.release();
  }
}

async function restsOn(application: ApplicationRef): Promise<string | null | undefined> {
  const select = `select rests_on from applications where ref = $1`;
  return actingAs(open.services.worker, theWorker, async (db) => {
    return (await db.query<{ rests_on: string | null }>(select, [application])).rows[0]?.rests_on;
  });
}

function decideAs(reviewer: Actor, application: ApplicationRef, decision: 'approve' | 'decline') {
  const value = { decision, rationale: 'so', reviewer: reviewer.id };
  const idempotencyKey = newIdempotencyKey();
  return open.services.vault
    .as(reviewer)
    .put('review-decision', { subject: application, value, idempotencyKey });
}

/** A scanned application, which is declined without an assessment. */
async function minor(details: Partial<ApplicationDetails> = {}): Promise<ApplicationRef> {
  const dateOfBirth = eighteenYearsBefore(1);
  const application = await open.submitted({ ...details, dateOfBirth });
  await upTo(application, 'scanned');
  return application;
}

/** The day that many days after the institution's today, eighteen years ago. */
function eighteenYearsBefore(days: number): string {
  const day = dayOf(new Date(Date.now() + days * 86_400_000));
  return `${Number(day.slice(0, 4)) - 18}${day.slice(4)}`;
}

async function recordsOf(application: ApplicationRef): Promise<number | undefined> {
  const { owner } = open.services;
  await owner.query(`alter table records no force row level security`);
  const count = `select count(*) from records where subject = $1`;
  return (await owner.query<{ count: number }>(count, [application])).rows[0]?.count;
}

async function documentsRead(application: ApplicationRef): Promise<number> {
  const documents = await worker().listDocuments(application);
  const { rows } = await open.services.owner.query<{ count: number }>(
    `select count(*) from audit_entries where action = 'document.read' and ref = any ($1)`,
    [documents.map(({ ref }) => ref)],
  );
  return rows[0]?.count ?? 0;
}

async function readLetter(ref: LetterRef): Promise<{ pages: number; text: string }> {
  const { content } = await worker().getDocument(ref);
  const pdf = await getDocumentProxy(new Uint8Array(await buffer(content)));
  const { totalPages, text } = await extractText(pdf, { mergePages: true });
  return { pages: totalPages, text };
}
