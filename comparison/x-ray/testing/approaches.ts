/**
 * A stand-in for the approaches process that can answer late, wrongly or in part, as the real one
 * cannot be made to.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { approaches } from '../../approaches/contract.ts';
import type { Approach, ApproachReport, EventView, RunReport } from '../../approaches/contract.ts';

export type Manner = 'well' | 'late' | 'failing' | 'busy' | 'refusing' | 'nonsense' | 'by half';
export type TestApproaches = Awaited<ReturnType<typeof startTestApproaches>>;

const apiKey = 'a-key-of-the-approaches';

/** Starts one on a free port. It knows one run, whose report a test may change. */
export async function startTestApproaches() {
  let report = sampleReport();
  let manner: Manner = 'well';
  const asked: { method: string | undefined; path: string | undefined; body?: unknown }[] = [];
  const followers = new Set<ServerResponse>();

  const server = createServer((req, res) => void answer(req, res));
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { method, url: path } = req;
    asked.push({ method, path, ...(method === 'POST' && { body: await json(req) }) });
    if (manner === 'late') return;
    if (manner === 'nonsense') return send(res, 200, { id: '../elsewhere', columns: 'none' });
    if (manner === 'busy') return send(res, 503, { code: 'RUNS_BUSY' });
    const refusals: Partial<Record<Manner, number>> = { failing: 500, refusing: 403 };
    const refusal =
      refusals[manner] ?? (req.headers.authorization === `Bearer ${apiKey}` ? undefined : 401);
    if (refusal) return send(res, refusal, {});
    if (method === 'POST' && path === '/runs') return send(res, 201, { id: report.id });
    if (path !== `/runs/${report.id}`) return send(res, 404, {});
    if (req.headers.accept === 'text/event-stream') return follow(res);
    if (manner === 'by half') return void res.writeHead(200).write('{"id":', () => res.destroy());
    send(res, 200, report);
  }

  function follow(res: ServerResponse): void {
    followers.add(res);
    res.once('close', () => followers.delete(res));
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    tell(res);
    if (manner === 'by half') res.write('data: {"id":', () => res.destroy());
  }

  const tell = (res: ServerResponse): void => void res.write(`data: ${JSON.stringify(report)}\n\n`);

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey,
    asked,
    followers,
    report: () => report,
    behave: (as: Manner) => void (manner = as),
    /** Replaces the report, and sends it to open streams. */
    become(next: RunReport) {
      report = next;
      for (const res of followers) tell(res);
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function send(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

export const hostile = `<script>alert(1)</script><img src=x onerror="alert(2)">`;

/**
 * A run that has ended, in each approach. Some of what it holds would be script, if a page let it.
 */
export function sampleReport(changes: Partial<RunReport> = {}): RunReport {
  return {
    id: 'run_1',
    request: { seed: 7, data: 'sample', scenario: 'referred', approaches },
    startedAt: new Date(0).toISOString(),
    submitted: [
      { field: 'fullName', value: 'Amara <b>Okafor</b>' },
      { field: 'email', value: 'amara@example.net' },
      { field: 'ssn', value: '900-12-3456' },
      { field: 'name of identity', value: `${hostile}.jpg` },
    ],
    columns: approaches.map((approach) => columnOf(approach)),
    ...changes,
  };
}

/**
 * A column that has ended: the naive one holds everything, the codec’s ones the e-mail address, the
 * others nothing.
 */
export function columnOf(
  approach: Approach,
  changes: Partial<ApproachReport> = {},
): ApproachReport {
  const column: ApproachReport = { approach, state: 'ended', outcome: 'approved', tookMs: 1_234 };
  if (approach === 'traditional') return { ...column, ...changes };
  const workflowId =
    approach === 'by-reference'
      ? [{ text: 'app_00000000000000000000000000' }]
      : [{ text: "loan-'; rm -rf ~ #" }, { text: 'amara@example.net', field: 'email' }];
  const found = approach === 'naive' ? ['fullName', 'email', 'ssn', 'name of identity'] : ['email'];
  return {
    ...column,
    temporal: {
      workflowId,
      runId: '0197-run',
      historyBytes: 12_345,
      events: eventsOf(approach),
      description: [{ name: 'memo', text: [{ text: hostile }] }],
      found: approach === 'by-reference' ? [] : found,
    },
    ...changes,
  };
}

function eventsOf(approach: Approach): EventView[] {
  const event = { at: new Date(0).toISOString(), bytes: 640 };
  const details = [
    { text: '{"fullName":"' },
    { text: 'Amara <b>Okafor</b>', field: 'fullName' },
    { text: `","note":"${hostile}","ssn":"` },
    { text: '900123456', field: 'ssn' },
    { text: `","document":"QUJD … 1,192 characters … QUJD"}` },
  ];
  const input = approach === 'naive' ? details : [{ text: 'app_00000000000000000000000000' }];
  return [
    { ...event, id: 1, type: 'WorkflowExecutionStarted', parts: [{ label: 'input', text: input }] },
    { ...event, id: 2, type: 'WorkflowTaskScheduled', parts: [] },
    {
      ...event,
      id: 5,
      type: 'ActivityTaskScheduled',
      name: hostile,
      parts: [{ label: hostile, text: input }],
    },
  ];
}
