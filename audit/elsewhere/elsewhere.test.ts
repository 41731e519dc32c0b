/**
 * The audit as another team runs it: from the command line, on folders and on a namespace of a real
 * server.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { Client, Connection } from '@temporalio/client';
import { canaryWord } from '#lending/samples/canary.ts';
import { createRandom } from '#lending/samples/random.ts';
import { testTemporal } from '#test/testing/services.ts';
import { parseCsv } from './csv.ts';
import { readValues } from './values.ts';

const main = join(import.meta.dirname, '../main.ts');
const random = createRandom();
const patient = canaryWord(random);
const ssn = '912-34-5678';
let folder: string;

before(async () => void (folder = await mkdtemp(join(tmpdir(), 'harbor-elsewhere-'))));
after(() => rm(folder, { recursive: true }));

/** Writes a file into the test's folder and returns its path. */
async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content, { mode: 0o600 });
  return path;
}

const valuesFile = (): Promise<string> =>
  file(
    'values.json',
    JSON.stringify([
      { name: 'patient', value: patient },
      { name: 'ssn', value: ssn, kind: 'ssn' },
    ]),
  );

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

async function audit(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const options = { env: { PATH: process.env.PATH ?? '', ...env } };
  const ran = await promisify(execFile)(process.execPath, [main, ...args], options).then(
    (output) => ({ code: 0, ...output }),
    (error: Ran) => error,
  );
  assert.doesNotMatch(ran.stdout + ran.stderr, new RegExp(`${patient}|912.?34.?5678`, 'i'));
  return ran;
}

describe('the audit of a folder', () => {
  const beyondAWindow = Buffer.from(randomBytes(10_000_000).toString('hex') + patient);
  const hiding: Record<string, string | Uint8Array> = {
    'a.log': `{"customer":"${patient}"}`,
    // Random data hardly compresses, so even packed it exceeds a window, and members cross the
    // border.
    'rotated.log.gz': gzipSync(beyondAWindow),
    'rotated.log.zst': zstdCompressSync(beyondAWindow),
    'history.json': JSON.stringify({
      events: [
        { payloads: [{ data: deflateSync(JSON.stringify({ patient })).toString('base64') }] },
      ],
    }),
  };
  for (const [name, content] of Object.entries(hiding)) {
    test(`the audit of a folder finds a value in ${name}, and names the file`, async () => {
      const values = await valuesFile();
      await file(`${name}-folder/${name}`, content);
      const { code, stdout } = await audit([
        '--values',
        values,
        '--target',
        join(folder, `${name}-folder`),
      ]);
      assert.equal(code, 1);
      assert.match(stdout, new RegExp(`patient \\(given\\) at .*/${name.replaceAll('.', '\\.')}`));
    });
  }

  test('the audit of a folder without any of the values is clean, and writes its reports', async () => {
    const values = await valuesFile();
    await file('clean/a.log', 'an order was placed: app_7428tsvzkt2z7758kxaq94nn3a');
    const out = join(folder, 'out');
    const { code, stdout } = await audit([
      '--values',
      values,
      '--target',
      join(folder, 'clean'),
      '--out',
      out,
    ]);
    assert.equal(code, 0);
    assert.match(stdout, /CLEAN: 2 given values searched for/);
    assert.match(stdout, /leaks\.sarif/);
  });

  test('the audit of a folder is blind when the landmark or an expected value is not found', async () => {
    const values = await valuesFile();
    await file('blind/a.log', 'nothing that this audit would look for');
    const target = ['--values', values, '--target', join(folder, 'blind')];
    assert.equal((await audit([...target, '--landmark', 'an-order-that-was-processed'])).code, 2);
    assert.equal((await audit([...target, '--expect-found', 'patient'])).code, 2);
    await file('blind/b.log', `the control: ${patient}`);
    assert.equal((await audit([...target, '--expect-found', 'patient'])).code, 0);
  });

  test('the audit warns when others can read the file of values', async () => {
    const values = await valuesFile();
    await file('clean/a.log', 'an order was placed: app_7428tsvzkt2z7758kxaq94nn3a');
    await chmod(values, 0o644);
    const { stderr } = await audit(['--values', values, '--target', join(folder, 'clean')]);
    assert.match(stderr, /can be read by others/);
  });

  test('the audit exits with a code of its own when values, target or content are missing', async () => {
    const values = await valuesFile();
    await mkdir(join(folder, 'empty'));
    const vain = [
      ['--values', values],
      ['--target', folder],
      ['--values', values, '--target', join(folder, 'empty')],
      ['--values', values, '--target', join(folder, 'nowhere')],
      ['--values', values, '--target', folder, '--query', 'a query'],
      ['--values', values, '--target', 'temporal', '--since', 'yesterday'],
      [
        '--values',
        await file('broken.json', `[{"name":"patient","value":"${patient}"`),
        '--target',
        folder,
      ],
    ];
    for (const args of vain) assert.equal((await audit(args)).code, 3, args.join(' '));
  });
});

describe('the audit of a namespace', () => {
  const { address, namespace, temporalCli } = testTemporal();
  const query = `WorkflowId STARTS_WITH 'elsewhere-${patient.length}-${process.pid}'`;
  const workflowId = `elsewhere-${patient.length}-${process.pid}`;
  const env = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };

  before(async () => {
    const connection = await Connection.connect({ address });
    const client = new Client({ connection, namespace });
    const common = { taskQueue: 'without-a-worker', memo: { patient } };
    await client.workflow.start('careless', {
      ...common,
      workflowId,
      args: [{ ssn: '912 34 5678' }],
    });
    await connection.close();
    const isListed = async (): Promise<boolean> => (await audit(await target(), env)).code !== 3;
    while (!(await isListed()));
  });
  const target = async (): Promise<string[]> => [
    ...['--values', await valuesFile(), '--target', 'temporal', '--query', query],
  ];

  test('the audit of a namespace finds values in histories and lists', async () => {
    const { code, stdout } = await audit(await target(), env);
    assert.equal(code, 1);
    assert.match(
      stdout,
      new RegExp(`workflow histories: ssn \\(given\\) at ${workflowId}, event 1`),
    );
    assert.match(stdout, /workflow histories: patient/);
    assert.match(stdout, /workflow visibility: patient/);
  });

  test('the audit of a namespace is limited to the selected runs', async () => {
    const args = [...(await target()), '--since', '2100-01-01'];
    const { code, stderr } = await audit(args, env);
    assert.deepEqual([code, /there is no run/.test(stderr)], [3, true]);
  });

  test('the audit finds the values in a history that the Temporal CLI has exported', async () => {
    const args = ['workflow', 'show', '-w', workflowId, '-o', 'json', '--address', address];
    const { stdout: exported } = await promisify(execFile)(temporalCli, args, { env: {} });
    const path = await file('export/history.json', exported);
    const { code, stdout } = await audit(['--values', await valuesFile(), '--target', path]);
    assert.equal(code, 1);
    assert.match(stdout, /patient[^]*ssn/);
  });

  test('the audit of a namespace reports that it could not run when the server does not answer', async () => {
    const { code } = await audit(await target(), { TEMPORAL_ADDRESS: '127.0.0.1:9' });
    assert.equal(code, 3);
  });
});

describe('the file of values', () => {
  test('a file of values may be CSV, with quotation marks and kinds', async () => {
    const text =
      '\u{feff}name,value,kind\r\n"the ""patient""","a, b and\nc",\r\nborn,1961-04-09,date\r\n';
    const { values } = await readValues(await file('values.csv', text));
    assert.deepEqual(
      values.map(({ field }) => field),
      ['the "patient"', 'born'],
    );
    assert.ok(values[1]?.spellings.includes('April 9, 1961'));
    assert.deepEqual(parseCsv('a,b\n"1""",\n\n,2'), [
      ['a', 'b'],
      ['1"', ''],
      ['', '2'],
    ]);
  });

  test('a file of values may be an object of names and values', async () => {
    const { values } = await readValues(
      await file('object.json', JSON.stringify({ patient, ssn })),
    );
    assert.equal(values.length, 2);
  });

  const bad = {
    'a short value': '[{"name":"pin","value":"1234"}]',
    'an unknown kind': '[{"name":"pin","value":"123456789","kind":"pin"}]',
    'a column too many': '[{"name":"pin","value":"123456789","secret":"987654321"}]',
    'no entries': '[]',
    'a bare string': '"123456789"',
  };
  for (const [what, text] of Object.entries(bad)) {
    test(`a file of values with ${what} is refused and not quoted`, async () => {
      const error = await readValues(await file('bad.json', text)).catch(
        (reason: unknown) => reason,
      );
      assert.equal((error as { code?: string }).code, 'AUDIT_BAD_VALUES');
      assert.doesNotMatch(String(error), /\d{4}|pin/);
    });
  }
});
