import { look, type Finding, type Place } from '../search/search.ts';
import type { Submitted } from '../search/ledger.ts';
import { allPlaces, temporaryLandmark } from '#audit/places/all.ts';
import { onDisk } from '#audit/places/files.ts';
import { trafficPlaces } from '#audit/places/traffic.ts';
import { MutantError } from './mutant.ts';
import type { Subject } from './subject.ts';

/**
 * Not searched for each mutant: the files of PostgreSQL, because what is in them is in the rows, and to read them takes
 * longer than everything else; what people send to the portal; logs of processes that do not run here.
 */
const leftOut =
  /^(PostgreSQL files|the traffic to the portal|the log of the (?!portal|worker|credit-bureau).*)$/;

/** What outside parties are told on purpose. */
const told: Readonly<Record<string, readonly string[]>> = {
  'the traffic to the credit bureau': ['fullName', 'ssn', 'dateOfBirth'],
  'the traffic to the mail server': ['email'],
};

/** Where a mutant's leak could end up. @param application that was processed before: it must be seen */
function placesOf({ endpoints, tap }: Subject, folder: string, application: string): Place[] {
  const { temporaryFolder } = endpoints;
  const places = [
    ...allPlaces(endpoints, folder, application),
    onDisk('temporary files', [temporaryFolder], temporaryLandmark),
    ...trafficPlaces(tap.folder),
  ];
  return places
    .filter(({ name }) => !leftOut.test(name))
    .map((place) => ({ ...place, ...(told[place.name] && { mayHold: told[place.name] ?? [] }) }))
    .map((place) =>
      place.name === 'PostgreSQL rows' ? { ...place, landmark: 'public.applications' } : place,
    );
}

/**
 * Searches all of them. Traffic that there was none of holds nothing; every other place must be seen.
 * @throws MutantError
 */
export async function searchPlaces(
  subject: Subject,
  {
    folder,
    application,
    ledger,
  }: { folder: string; application: string; ledger: readonly Submitted[] },
): Promise<Finding[]> {
  const { places, findings } = await look(placesOf(subject, folder, application), ledger);
  const blind = places.find(({ name, seen }) => !seen && !name.startsWith('the traffic'));
  if (blind) throw new MutantError(`the search is blind in: ${blind.name}`);
  return findings;
}
