import type { Endpoints } from './endpoints.ts';

/** What to open and how to sign in, for the person who typed `npm start`. */
export function summary(endpoints: Endpoints, stateFolder: string): string {
  const { portal, temporal, mail, s3, signIns, postgres } = endpoints;
  const kept = postgres.folder.startsWith(stateFolder)
    ? stateFolder
    : `${stateFolder} and ${postgres.folder}`;
  const rows = [
    ['Portal', portal.url],
    ['Temporal UI', temporal.uiUrl],
    ['Mail', mail.url],
    ['S3', s3.endpoint],
    ...signIns.map(({ role, email, password }) => [`Sign in as ${role}`, `${email}  ${password}`]),
    ['Logs', `${stateFolder}/logs`],
    ['State', `${kept} (forget it: npm start -- --fresh)`],
    ['Stop', 'Ctrl-C'],
  ];
  const lines = rows.map(([name = '', value = '']) => `  ${name.padEnd(21)}${value}`);
  return [
    '',
    'Harbor Lending is ready. DEMO ONLY: anyone on this machine can sign in.',
    '',
    ...lines,
    '',
  ].join('\n');
}
