/**
 * What Temporal's operator can read. The saved histories stand for all of them: none reveals whose
 * it is.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownFailure } from '#infra/temporal/failures.ts';
import {
  activityNames,
  failureTypes,
  isReference,
  mayEnterHistory,
  signalNames,
  updateNames,
  workflowTypes,
} from '#contract/index.ts';
import { savedHistories } from './histories.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const words: ReadonlySet<string> = new Set<string>([
  ...activityNames,
  ...updateNames,
  ...signalNames,
  ...workflowTypes,
  ...failureTypes,
  ...failureTypes.map((type) => knownFailure(type).message),
  // Words of the failure converter, the SDK and the server.
  'An activity failed',
  'request-from-RespondWorkflowTaskCompleted',
  'binary/null',
  'json/plain',
  'temporal-typescript',
  'TypeScriptSDK',
]);

/** The forms of what Temporal and its SDK write themselves. */
const forms = [
  /^\d+$/, // numbers of events
  /^\d+(\.\d+)?s$/, // durations
  /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
  /^\d+\.\d+\.\d+$/, // the SDK's version
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  /^(EVENT_TYPE|TASK_QUEUE_KIND|RETRY_STATE|APPLICATION_ERROR_CATEGORY|TIMEOUT_TYPE)_[A-Z_]+$/,
  /^harbor-(portal|worker)@[0-9a-f]{8}(-[0-9a-f]+)?$/,
  /^@temporalio\/worker@[\d.]+\+[0-9a-f]{64}$/, // a hash over the bundle
];

function isUnderstood(text: string): boolean {
  if (words.has(text) || isReference(text) || forms.some((form) => form.test(text))) return true;
  // Names derived from references: a test's task queue, an update's request.
  const [reference] = text.match(/(app|dec)_[0-9a-z]{26}/) ?? [];
  return (
    reference !== undefined && isReference(reference) && /^(test-)?\w+(\/request)?$/.test(text)
  );
}

interface Contents {
  payloads: Json[];
  texts: string[];
}

/** The contents of the payloads, and all other texts. */
function contents(value: Json, found: Contents = { payloads: [], texts: [] }): Contents {
  if (typeof value === 'string') found.texts.push(value);
  else if (value === null || typeof value !== 'object') return found;
  else if ('metadata' in value) addPayload(value, found);
  else for (const item of Object.values(value)) contents(item, found);
  return found;
}

function addPayload({ metadata, data, ...rest }: { [key: string]: Json }, found: Contents): void {
  const plain = (base64: unknown): string => Buffer.from(String(base64), 'base64').toString();
  const { encoding, ...more } = metadata as { [key: string]: Json };
  found.payloads.push(data ? (JSON.parse(plain(data)) as Json) : null);
  contents([plain(encoding), more, rest], found);
}

test('every payload of every saved history is a reference, a routing code or a list of them', async () => {
  for (const [name, history] of await savedHistories()) {
    const { payloads } = contents(history as Json);
    assert.ok(payloads.length > 5, `${name} has payloads`);
    assert.deepEqual(
      payloads.filter((payload) => !mayEnterHistory(payload)),
      [],
      name,
    );
  }
});

test('every other text of a saved history is a contract name or has a form that cannot carry data', async () => {
  for (const [name, history] of await savedHistories()) {
    const { texts } = contents(history as Json);
    assert.deepEqual(
      texts.filter((text) => !isUnderstood(text)),
      [],
      name,
    );
  }
});
