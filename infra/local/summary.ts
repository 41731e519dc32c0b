import type { Endpoints } from './endpoints.ts';

/** The last lines that `npm start` prints: what to open, and how to sign in. */
export function summary(endpoints: Endpoints, stateFolder: string, tookMs: number): string {
  const { portal, temporal, pages, mail, s3, signIns, postgres } = endpoints;
  const kept = postgres.folder.startsWith(stateFolder)
    ? stateFolder
    : `${stateFolder} and ${postgres.folder}`;
  const rows = [
    ['Portal', portal.url],
    ['Temporal UI', temporal.uiUrl],
    ...pages,
    ['Mail', mail.url],
    ['S3', s3.endpoint],
    ...signIns.map(({ role, email }) => [`Sign in as ${role}`, email]),
    ['Password of all', signIns[0]?.password],
    ['Logs', `${stateFolder}/logs`],
    ['State', `${kept} (forget it: npm start -- --fresh)`],
    ['Stop', 'Ctrl-C'],
  ];
  const title = `Harbor Lending is ready after ${(tookMs / 1000).toFixed(1)} s. DEMO ONLY.`;
  const lines = rows.map(([name = '', value = '']) => `  ${name.padEnd(21)}${value}`);
  return ['', title, '', ...lines, ''].join('\n');
}
