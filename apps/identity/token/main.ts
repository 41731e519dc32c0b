/**
 * `npm run --silent codec:token`: an access token for the Codec Server, for the Temporal CLI's
 * `--codec-auth`. It comes from the identity provider of the running system, and is written to
 * standard output and nowhere else.
 */
import { parseArgs } from 'node:util';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { runningSystem } from '#infra/local/running-system.ts';

const { values } = parseArgs({ options: { 'state-dir': { type: 'string', default: '.harbor' } } });

try {
  const { identity } = await runningSystem(values['state-dir']);
  process.stdout.write(`${await requestToken(identity)}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function requestToken({ issuer, cliSecret }: Endpoints['identity']): Promise<string> {
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
