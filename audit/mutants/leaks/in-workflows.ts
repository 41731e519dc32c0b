/**
 * What workflow code could tell Temporal. It is given nothing that could leak, so these mutants
 * bring a word along that is planted in the code.
 */
import type { Mutant } from '../mutant.ts';

const fromSdk = (name: string): string => `import { ${name} } from '@temporalio/workflow';`;

const begin = {
  file: 'workflows/by-reference/loan-application.ts',
  from: 'const recommendation = await assess(application, replacement);',
  scenario: 'approved',
} as const;
const end = { ...begin, from: 'return await conclude(application, outcome);' } as const;
const letter = {
  file: 'workflows/by-reference/conclusion.ts',
  from: 'await steps.renderLetter(application, outcome);',
  needs: fromSdk('proxyActivities'),
  scenario: 'approved',
} as const;
/** The same step, with options of its own. */
const letterWith = (option: string): string =>
  `await proxyActivities<Pick<typeof steps, 'renderLetter'>>({ startToCloseTimeout: '1 minute', ${option} }).renderLetter(application, outcome);`;

export const inWorkflows: readonly Mutant[] = [
  {
    ...begin,
    name: 'argument of an activity',
    from: 'const extraction = await steps.extractFields(application);',
    to: 'const extraction = await steps.extractFields(«word» as ApplicationRef);',
  },
  { ...letter, name: 'activity ID', to: letterWith('activityId: «word»') },
  { ...letter, name: 'summary of an activity', to: letterWith('summary: «word»') },
  {
    ...letter,
    name: 'fairness key of an activity',
    to: letterWith('priority: { fairnessKey: «word» }'),
  },
  {
    ...begin,
    name: 'summary of a timer',
    to: `await sleep(1, { summary: «word» }); ${begin.from}`,
    needs: fromSdk('sleep'),
  },
  {
    ...begin,
    name: 'key of the memo, by the workflow',
    to: `upsertMemo({ [«word»]: application }); ${begin.from}`,
    needs: fromSdk('upsertMemo'),
  },
  {
    ...begin,
    name: 'search attribute, by the workflow',
    to: `upsertSearchAttributes({ CustomKeywordField: [«word»] }); ${begin.from}`,
    needs: fromSdk('upsertSearchAttributes'),
  },
  {
    ...begin,
    name: 'patch ID',
    to: `patched(«word»); ${begin.from}`,
    needs: fromSdk('patched'),
  },
  {
    ...begin,
    name: 'ID of a child workflow',
    to: `await startChild(loanApplication, { workflowId: «word», args: [application] }); ${begin.from}`,
    needs: fromSdk('startChild'),
  },
  {
    ...begin,
    name: 'signal to another workflow',
    to: `await getExternalWorkflowHandle(application).signal('note', «word»); ${begin.from}`,
    needs: fromSdk('getExternalWorkflowHandle'),
  },
  {
    ...end,
    name: 'result of the workflow',
    to: 'await conclude(application, outcome); return «word» as Outcome;',
  },
  {
    ...end,
    name: 'message of the workflow’s error',
    to: 'throw ApplicationFailure.nonRetryable(«word»);',
    needs: fromSdk('ApplicationFailure'),
  },
  {
    ...end,
    name: 'type of the workflow’s error',
    to: "throw ApplicationFailure.nonRetryable('declined', «word»);",
    needs: fromSdk('ApplicationFailure'),
  },
  { ...begin, name: 'console.log in the workflow', to: `console.log(«word»); ${begin.from}` },
  {
    ...begin,
    name: 'log of the workflow',
    to: `log.info(«word», { code: 'mutant', customer: «word» }); ${begin.from}`,
    needs: fromSdk('log'),
  },
];
