/** What the portal could send to Temporal, to its log and to its sessions. */
import type { Mutant } from '../mutant.ts';
import { hash, uuidOf } from './hashed.ts';

const loanWorkflow = 'apps/portal/start/loan-workflow.ts';
const start = {
  file: loanWorkflow,
  from: 'args: [application] as [ApplicationRef],',
  scenario: 'approved',
} as const;
const decide = {
  file: loanWorkflow,
  from: 'const handle = client.workflow.getHandle(application);',
  scenario: 'referred',
} as const;
/** Where a form is stored, nothing is logged: the mutants bring the portal's logger. */
const log = {
  file: 'apps/portal/apply/open-draft.ts',
  from: 'await session.putParts(application, parts);',
  needs: "import { createLogger } from '#infra/logging/logger.ts';",
  scenario: 'draft',
} as const;
const logged = `${log.from} createLogger({ name: 'portal' }).info`;
const cancel = {
  file: loanWorkflow,
  from: 'await inTime(() => client.workflow.getHandle(application).cancel())',
  scenario: 'withdrawn',
} as const;

export const inThePortal: readonly Mutant[] = [
  {
    name: 'SSN in the workflow ID',
    file: loanWorkflow,
    from: 'workflowId: application,',
    to: 'workflowId: `${application}-${«ssn»}`,',
    scenario: 'approved',
  },
  { ...start, name: 'value in the memo', to: `${start.from} memo: { customer: «word» },` },
  { ...start, name: 'key of the memo', to: `${start.from} memo: { [«word»]: application },` },
  {
    ...start,
    name: 'search attribute',
    to: `${start.from} searchAttributes: { CustomKeywordField: [«word»] },`,
  },
  { ...start, name: 'static summary', to: `${start.from} staticSummary: «word»,` },
  {
    name: 'header',
    file: 'infra/temporal/client.ts',
    from: 'dataConverter: guardedDataConverter,',
    to: 'dataConverter: guardedDataConverter, interceptors: { workflow: [{ startWithDetails: (call, next) => next({ ...call, headers: { customer: defaultPayloadConverter.toPayload(«word») } }) }] },',
    needs: "import { defaultPayloadConverter } from '@temporalio/common';",
    scenario: 'approved',
  },
  {
    name: 'value as the workflow’s argument',
    file: 'apps/portal/apply/submit.ts',
    from: 'return { started: await start(application) };',
    to: 'return { started: await start(«word» as ApplicationRef) };',
    scenario: 'approved',
  },
  {
    name: 'rationale as the update’s argument',
    file: 'apps/portal/review/decide.ts',
    from: 'await loanWorkflow.decide(application, decision);',
    to: 'await loanWorkflow.decide(application, «entered.rationale» as DecisionRef);',
    scenario: 'referred',
  },
  {
    name: 'update ID',
    file: loanWorkflow,
    from: 'updateId: decision };',
    to: 'updateId: «word» };',
    scenario: 'referred',
  },
  {
    name: 'UUID of an MD5 as the update ID',
    file: loanWorkflow,
    from: 'updateId: decision };',
    to: `updateId: ${uuidOf('«word»')} };`,
    needs: hash,
    scenario: 'referred',
  },
  { ...decide, name: 'name of a signal', to: `${decide.from} await handle.signal(«word»);` },
  {
    ...decide,
    name: 'argument of a signal',
    to: `${decide.from} await handle.signal('decided', «word»);`,
  },
  {
    ...cancel,
    name: 'termination reason',
    to: cancel.from.replace('cancel()', 'terminate(«word»)'),
  },
  {
    ...cancel,
    name: 'cancellation reason',
    to: 'await inTime(() => client.workflowService.requestCancelWorkflowExecution({ namespace: client.options.namespace, workflowExecution: { workflowId: application }, reason: «word» }))',
  },
  {
    name: 'metadata of a gRPC call',
    file: loanWorkflow,
    from: "await inTime(() => client.workflow.start('loanApplication', options));",
    to: "await inTime(() => client.withMetadata({ customer: «word» }, () => client.workflow.start('loanApplication', options)));",
    scenario: 'approved',
  },
  {
    name: 'identity of client and worker',
    file: 'infra/temporal/identity.ts',
    from: "return `${product}-${role}@${randomBytes(4).toString('hex')}`;",
    to: 'return `${product}-${role}@${«word»}`;',
    scenario: 'approved',
  },
  {
    name: 'address of a request in the access log',
    file: 'infra/http/access-log.ts',
    from: "route: typeof route === 'string' ? route : 'none',",
    to: 'route: «req.path»,',
    scenario: 'lost',
  },
  {
    ...log,
    name: 'payload in the log',
    to: `${logged}({ event: 'mutant', details: «value» });`,
  },
  {
    ...log,
    name: 'message of the log',
    to: `${logged}({ event: 'mutant' }, \`opened for \${«value.email»}\`);`,
  },
  {
    ...log,
    name: 'employer as the name of a log event',
    to: `${logged}({ event: «value.employer.split(' ')[0]» });`,
  },
  {
    name: 'form kept in the session',
    file: 'apps/portal/apply/routes.ts',
    from: 'const ref = await openDraft(actorOf(res), idempotencyKey, details);',
    to: 'const ref = await openDraft(actorOf(res), idempotencyKey, details); Object.assign(req.session, { draft: «details» });',
    scenario: 'draft',
  },
];
