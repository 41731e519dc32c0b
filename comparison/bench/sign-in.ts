/**
 * `npm run bench:sign-in`: how long a person waits for a sign-in, without the time to type. It is
 * compared with what checking the password takes by itself, measured in the same run.
 */
import { parseArgs } from 'node:util';
import { hash, verify } from '@node-rs/argon2';
import { signInAtProvider } from '#apps/portal/client/sign-in.ts';
import { createTestLauncher } from '#infra/local/spawn-launcher.ts';
import { timed } from './timed.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, times: { type: 'string', default: '40' } },
});

const launcher = await createTestLauncher();
try {
  await launcher.start();
  const report = await measure(Number(values.times));
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : table(report));
} finally {
  await launcher.remove();
}

interface Person {
  email: string;
  password: string;
}

async function measure(times: number) {
  const { portal, signIns } = await launcher.endpoints();
  const [person] = signIns;
  if (!person) throw new Error('the demo customer is missing');
  // As the demo's provider does (apps/identity/directory.ts).
  const passwordHash = await hash(person.password);
  // What the processes load once is not counted.
  await signInOnce(portal.url, person);
  const rounds: Awaited<ReturnType<typeof signInOnce>>[] = [];
  const passwords: number[] = [];
  for (let round = 0; round < times; round += 1) {
    rounds.push(await signInOnce(portal.url, person));
    passwords.push((await timed(() => verify(passwordHash, person.password))).seconds);
  }
  const of = (part: 'portal' | 'provider') => median(rounds.map((round) => round[part]));
  const whole = median(rounds.map((round) => round.portal + round.provider));
  const password = median(passwords);
  const seconds = { whole, portal: of('portal'), provider: of('provider'), password };
  return { times, seconds, ratio: whole / password };
}

type Report = Awaited<ReturnType<typeof measure>>;

/** The seconds at each of the two. The portal's are those before the provider and after it. */
async function signInOnce(url: string, person: Person) {
  const begin = await timed(() => go(`${url}/sign-in`));
  const address = begin.result.headers.get('location') ?? '';
  const there = await timed(() => signInAtProvider(address, person));
  const Cookie = begin.result.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const back = await timed(() => go(new URL(there.result ?? '/', url).href, { Cookie }));
  if (back.result.status !== 200) throw new Error('the sign-in was refused');
  return { portal: begin.seconds + back.seconds, provider: there.seconds };
}

function go(address: string, more: Record<string, string> = {}): Promise<Response> {
  const headers = { Accept: 'application/json', ...more };
  return fetch(address, { redirect: 'manual', headers });
}

function median(seconds: number[]): number {
  const sorted = seconds.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function table({ times, seconds, ratio }: Report): string {
  const ms = (value: number): string => `${(value * 1_000).toFixed(0)} ms`;
  const rows = [
    [`sign-in, median of ${times}`, `${ms(seconds.whole)}, ${ratio.toFixed(1)} password checks`],
    ['at the portal', ms(seconds.portal)],
    ['at the provider', ms(seconds.provider)],
    ['one password check', ms(seconds.password)],
  ];
  return rows.map(([name = '', value = '']) => `${name.padEnd(30)}${value}\n`).join('');
}
