/**
 * `npm run bench:documents`: a large document through upload, encryption, S3 and download.
 * Throughput is compared with that of the same bytes to the same S3 without a portal and without
 * encryption, measured in the same run.
 */
import { parseArgs } from 'node:util';
import { sampleApplication } from '#lending/samples/application.ts';
import { enlargePdf, type GeneratedFile } from '#lending/samples/large-pdf.ts';
import { signIn, type PortalClient } from '#apps/portal/client/portal-client.ts';
import { createTestLauncher } from '#infra/local/spawn-launcher.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { historyBytes } from './history-bytes.ts';
import { watchMemory } from './memory.ts';
import { drain, measurePlainS3 } from './plain-s3.ts';
import { timed } from './timed.ts';

const megabyte = 1024 * 1024;
const { values } = parseArgs({
  options: { json: { type: 'boolean' }, megabytes: { type: 'string', default: '200' } },
});

const launcher = await createTestLauncher();
try {
  await launcher.start();
  const report = await measure(Number(values.megabytes) * megabyte);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : table(report));
} finally {
  await launcher.remove();
}

async function measure(bytes: number) {
  const endpoints = await launcher.endpoints();
  const [customer] = endpoints.signIns;
  if (!customer) throw new Error('the demo customer is missing');
  const client = await signIn(endpoints.portal.url, customer);
  const small = await applyWith(client);
  // After the first application, so that what the portal loads once is not counted.
  const portal = (await launcher.pids()).portal ?? 0;
  const large = await watchMemory(portal, () => applyWith(client, bytes));
  const { result: sent } = large;
  const download = await watchMemory(portal, () => timed(() => downloadDocument(client, sent)));
  const plain = await measurePlainS3(endpoints.s3, sent.file);
  const history = (ref: ApplicationRef) => historyBytes(endpoints.temporal, ref);
  return {
    documentBytes: sent.file.bytes,
    uploadBytesPerSecond: sent.file.bytes / sent.seconds,
    uploadRatio: plain.up / sent.seconds,
    downloadBytesPerSecond: sent.file.bytes / download.result.seconds,
    downloadRatio: plain.down / download.result.seconds,
    portalGrowthBytes: Math.max(large.growth, download.growth),
    historyBytes: { small: await history(small.ref), large: await history(sent.ref) },
    smallBytes: small.file.bytes,
  };
}

type Report = Awaited<ReturnType<typeof measure>>;
type Sent = { ref: ApplicationRef; document: string; file: GeneratedFile; seconds: number };

/**
 * An application whose bank statement has `bytes`, or as few as it takes, processed up to the
 * reviewers' queue.
 */
async function applyWith(client: PortalClient, bytes?: number): Promise<Sent> {
  // A reviewer sees what the machine could not read, so both take the same way: the bureau does not
  // know them.
  const { form, documents } = await sampleApplication({ bureau: 'unconfirmed' }, 1);
  const [card, statement] = documents;
  if (!card || !statement) throw new Error('the sample has no documents');
  const file = bytes ? enlargePdf(statement.content, bytes) : inMemory(statement.content);
  const ref = await client.apply(form);
  await client.upload(ref, card);
  const { result: document, seconds } = await timed(() =>
    client.upload(ref, { ...statement, content: file }),
  );
  await client.submit(ref);
  await client.until(ref, 'in-review');
  return { ref, document, file, seconds };
}

function inMemory(content: Uint8Array): GeneratedFile {
  return {
    bytes: content.length,
    async *content() {
      yield content;
    },
  };
}

async function downloadDocument(
  client: PortalClient,
  { ref, document, file }: Sent,
): Promise<void> {
  const { body } = await client.get(`/applications/${ref}/documents/${document}`);
  const received = await drain(body as AsyncIterable<Uint8Array>);
  if (received !== file.bytes) throw new Error('the download is not as long as the upload was');
}

function table(report: Report): string {
  const mb = (bytes: number): string => `${(bytes / megabyte).toFixed(0)} MB`;
  const rows = [
    ['document', mb(report.documentBytes)],
    ['upload', speed(report.uploadBytesPerSecond, report.uploadRatio)],
    ['download', speed(report.downloadBytesPerSecond, report.downloadRatio)],
    ['growth of the portal', mb(report.portalGrowthBytes)],
    [
      `history, ${Math.ceil(report.smallBytes / 1024)} KB application`,
      `${report.historyBytes.small} bytes`,
    ],
    [`history, ${mb(report.documentBytes)} application`, `${report.historyBytes.large} bytes`],
  ];
  return rows.map(([name = '', value = '']) => `${name.padEnd(30)}${value}\n`).join('');
}

function speed(bytesPerSecond: number, ratio: number): string {
  const ofPlain = `${(100 * ratio).toFixed(0)} % of plain S3`;
  return `${(bytesPerSecond / megabyte).toFixed(0)} MB/s, ${ofPlain}`;
}
