/** An audit of another team's system: the values and places are theirs. */
import { look, type Place } from '../search/search.ts';
import { AuditError } from '../errors.ts';
import type { Expectation } from '../expectations.ts';
import { judge, type Verdict } from '../verdict.ts';
import { pathPlace } from './path-place.ts';
import { readValues } from './values.ts';

export interface Targets {
  /** The file of values. */
  values: string;
  /** Files and folders, and `temporal` for the namespace. */
  targets: readonly string[];
  namespace?: string | undefined;
  query?: string | undefined;
  landmark?: string | undefined;
  /** Names of values that must be found in each target, as a control. */
  expectFound: readonly string[];
}

/**
 * Searches the targets for the values.
 * @param warn receives warnings for the person who runs the audit
 * @throws AuditError for values that cannot be used and targets that do not exist
 */
export async function auditElsewhere(
  asked: Targets,
  warn: (text: string) => void,
): Promise<Verdict> {
  const { values, exposed } = await readValues(asked.values);
  if (exposed) warn('the file of values can be read by others; chmod 600 it');
  const unknown = asked.expectFound.find((name) => !values.some(({ field }) => field === name));
  if (unknown !== undefined)
    throw new AuditError('AUDIT_BAD_OPTION', `no value is named ${unknown}`);
  const places = (await Promise.all(asked.targets.map((target) => placesOf(target, asked)))).flat();
  const report = await look(places, values);
  return judge({ values, report, expectations: expectationsOf(asked) });
}

async function placesOf(target: string, asked: Targets): Promise<Place[]> {
  if (target !== 'temporal') return [await pathPlace(target, asked.landmark)];
  // Loaded on demand: a folder can be searched without the Temporal SDK.
  const { namespacePlaces } = await import('./temporal-places.ts');
  return namespacePlaces(asked);
}

/**
 * No value may be anywhere, except the controls, which must be in each target (of a namespace: in
 * histories).
 */
function expectationsOf({ targets, expectFound }: Targets): Expectation[] {
  const row = { line: 0, approach: 'given' };
  const where = targets.map((target) => (target === 'temporal' ? 'workflow histories' : target));
  const fields = expectFound.join(', ');
  const control = { ...row, fields, names: expectFound };
  const because = 'a control: where it is not found, no leak would be';
  const controls = expectFound.length === 0 ? [] : where;
  return [
    ...controls.map((place) => ({ ...control, place, expect: 'must' as const, because })),
    ...(controls.length > 0 && targets.includes('temporal')
      ? [{ ...control, place: '*', expect: 'may' as const, because: 'the control again' }]
      : []),
    {
      ...row,
      place: '*',
      fields: '*',
      names: ['*'],
      expect: 'must not',
      because: 'it must not be readable',
    },
  ];
}
