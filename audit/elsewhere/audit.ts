/** An audit of somebody else's system: values that they name, in places that they name. */
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
  /** Names of values that must be found in each target: a control of one's own. */
  expectFound: readonly string[];
}

/**
 * @param warn is told what the person who runs it should know
 * @throws AuditError for values that cannot be used, and targets that are not there
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
  // Only here: a folder can be searched where there is no Temporal SDK.
  const { namespacePlaces } = await import('./temporal-places.ts');
  return namespacePlaces(asked);
}

/** Nothing may be anywhere, but for the controls, which must be: in a namespace, in its histories. */
function expectationsOf({ targets, expectFound }: Targets): Expectation[] {
  const row = { line: 0, approach: 'given' };
  const where = targets.map((target) => (target === 'temporal' ? 'workflow histories' : target));
  const fields = expectFound.join(', ');
  const control = { ...row, fields, names: expectFound };
  const because = 'a control: where this is not found, nothing would be';
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
      because: 'nobody is to read it',
    },
  ];
}
