/**
 * A guard is switched off, and then something leaks: the next guard must see it, or else the audit.
 */
import type { GuardName } from '../guards-off.ts';
import type { Mutant } from '../mutant.ts';
import { heartbeat, messageOfAnError, resultOfAnActivity } from './in-activities.ts';
import { inThePortal } from './in-the-portal.ts';
import { keyOfAUuid } from './in-the-vault.ts';
import { inWorkflows } from './in-workflows.ts';

const ofActivities = [heartbeat, messageOfAnError, resultOfAnActivity];
const leaks = [...inThePortal, ...inWorkflows, ...ofActivities, keyOfAUuid];

function without(guards: readonly GuardName[], name: string): Mutant {
  const leak = leaks.find((mutant) => mutant.name === name);
  if (!leak) throw new Error(`there is no leak called ${name}`);
  return { ...leak, without: guards, name: `${name}, without ${guards.join(' and ')}` };
}

export const pastGuards: readonly Mutant[] = [
  without(['payload converter'], 'result of an activity'),
  without(['payload codec'], 'result of an activity'),
  without(['the contract’s closed list'], 'result of an activity'),
  without(['step edge'], 'message of an error'),
  without(['step edge', 'failure converter'], 'message of an error'),
  without(['step edge', 'SDK logger'], 'message of an error'),
  without(['failure converter'], 'message of the workflow’s error'),
  without(['request guard'], 'SSN in the workflow ID'),
  without(['command guard'], 'patch ID'),
  without(['command guard in the bundle'], 'patch ID'),
  without(['silent console'], 'console.log in the workflow'),
  without(['activity guard'], 'file name in a heartbeat'),
  without(['log allow-list'], 'payload in the log'),
  without(['vault'], keyOfAUuid.name),
  {
    ...without(['failure converter'], 'message of the workflow’s error'),
    name: 'failure converter switched off, and the old bundle kept',
    bundle: 'left over',
  },
];
