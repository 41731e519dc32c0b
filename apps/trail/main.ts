/**
 * `npm run audit:verify`: compares the audit trail with its anchors, and prints each fault. Exit
 * code 0: sound; 3: there are faults; 2: an argument or a setting is wrong; 1: anything else. It takes the settings of its
 * environment or, without them, the system that `npm start` runs.
 */
import { parseArgs } from 'node:util';
import { ConfigError } from '#infra/config/config-error.ts';
import { readConfig } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { databaseOptions, s3Options } from '#infra/config/groups.ts';
import { runningSystem } from '#infra/local/running-system.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import { verifyTrail } from '#vault/index.ts';
import type { TrailFault } from '#vault/index.ts';
import { settingsOf, verifierSettings } from './settings.ts';

const options = {
  from: { type: 'string', default: '1' },
  'state-dir': { type: 'string', default: '.harbor' },
} as const;

async function main(): Promise<void> {
  const { from, stateFolder } = readOptions();
  const isConfigured = Object.keys(process.env).some((name) => name.startsWith('HARBOR_'));
  const env = isConfigured ? process.env : settingsOf(await runningSystem(stateFolder));
  const config = readConfig(verifierSettings, env);
  const pool = createPool(databaseOptions(config));
  const s3 = createS3(s3Options(config));
  const trail = { pool, s3, bucket: config.HARBOR_TRAIL_BUCKET };
  const { anchors, chains, faults } = await verifyTrail(trail, { from });
  if (from > 1 && anchors === 0 && faults.length === 0)
    throw badOption(`--from: no anchor ${from}`);
  const lines = faults.map(describe);
  const verdict = faults.length === 0 ? 'sound' : `${faults.length} faults`;
  lines.push(`${anchors} anchors with ${chains} ends of chains: ${verdict}`);
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = faults.length === 0 ? 0 : 3;
  await pool.end();
  s3.destroy();
}

/** @throws ConfigError for an argument that is none, or has no such value */
function readOptions(): { from: number; stateFolder: string } {
  const { from, 'state-dir': stateFolder } = parse();
  if (!/^[1-9]\d{0,14}$/.test(from)) throw badOption('--from is the number of an anchor: 1, 2, …');
  if (stateFolder === '') throw badOption('--state-dir is a folder');
  return { from: Number(from), stateFolder };
}

function parse() {
  try {
    return parseArgs({ options }).values;
  } catch {
    throw badOption('it takes --from NUMBER and --state-dir DIR, and nothing else');
  }
}

function badOption(words: string): ConfigError {
  return new ConfigError(`TRAIL_BAD_OPTION ${words}`);
}

function describe(fault: TrailFault): string {
  switch (fault.code) {
    case 'CHAIN_BROKEN':
      return `CHAIN_BROKEN     entry ${fault.entry} was changed, or what is before it`;
    case 'CHAIN_REWRITTEN':
      return `CHAIN_REWRITTEN  ${fault.login} on ${fault.subject}, since anchor ${fault.anchor}`;
    case 'ANCHOR_REPLACED':
      return `ANCHOR_REPLACED  anchor ${fault.anchor} does not follow the one before it`;
    case 'ANCHOR_MISSING':
      return `ANCHOR_MISSING   anchor ${fault.anchor} is not in the bucket`;
  }
}

await main().catch(fail('The trail could not be verified'));
