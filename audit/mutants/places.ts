import { look, type Finding, type Place } from '../search/search.ts';
import type { Submitted } from '../search/submitted.ts';
import { allPlaces, systemsTemporaryFiles, temporaryLandmark } from '#audit/places/all.ts';
import { placesByField } from '#audit/places/by-field.ts';
import { onDisk } from '#audit/places/files.ts';
import { trafficPlaces } from '#audit/places/traffic.ts';
import { MutantError } from './change.ts';
import type { Subject } from './subject.ts';

/**
 * Places that are not searched for each mutant: the files of PostgreSQL, which hold what the rows
 * hold and take longer than everything else; what users send to the portal; logs of processes that
 * do not run here.
 */
const excluded =
  /^(PostgreSQL files|the traffic to the portal|the log of the (?!portal|worker|credit-bureau).*)$/;

/** The fields that outside parties receive on purpose. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'the traffic to the credit bureau': ['fullName', 'ssn', 'dateOfBirth'],
  'the traffic to the mail server': ['email'],
};

/**
 * Every place where a mutant's leak could end up.
 * @param application that was processed earlier, and must be found
 */
function placesOf(
  { endpoints, tap, watch, began }: Subject,
  folder: string,
  application: string,
): Place[] {
  const { temporaryFolder } = endpoints;
  const places = [
    ...allPlaces(endpoints, folder, application),
    onDisk('temporary files', [temporaryFolder], temporaryLandmark),
    systemsTemporaryFiles(began),
    ...trafficPlaces(tap.folder),
    ...placesByField(tap.folder),
    ...watch.places,
  ];
  return places
    .filter(({ name }) => !excluded.test(name))
    .map((place) => ({
      ...place,
      ...(allowed[place.name] && { mayHold: allowed[place.name] ?? [] }),
    }))
    .map((place) =>
      place.name === 'PostgreSQL rows' ? { ...place, landmark: 'public.applications' } : place,
    );
}

/**
 * Searches every place. There may have been no traffic of a kind; the landmark of every other place
 * must be found.
 * @throws MutantError when the search is blind in a place
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
