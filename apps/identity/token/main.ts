/**
 * `npm run --silent codec:token`: an access token for the Codec Server, for the Temporal CLI's
 * `--codec-auth`. It comes from the identity provider of the running system, and is written to
 * standard output and nowhere else.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { 'state-dir': { type: 'string', default: '.harbor' } } });

try {
  const { identity } = await runningSystem(values['state-dir']);
  process.stdout.write(`${await requestToken(identity)}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

/** As the launcher writes it (infra/local/endpoints.ts). */
interface RunningSystem {
  identity: { issuer: string; cliSecret: string };
}

async function runningSystem(stateFolder: string): Promise<RunningSystem> {
  const path = join(stateFolder, 'endpoints.json');
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`there is no ${path}: start the system first, with npm start`);
  });
  return JSON.parse(text) as RunningSystem;
}

async function requestToken({ issuer, cliSecret }: RunningSystem['identity']): Promise<string> {
  const credentials = Buffer.from(`temporal-cli:${cliSecret}`).toString('base64');
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  }).catch(() => {
    throw new Error('the identity provider does not answer');
  });
  if (!response.ok) throw new Error(`the identity provider answered ${response.status}`);
  return ((await response.json()) as { access_token: string }).access_token;
}
