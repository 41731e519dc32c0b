import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { htmlReport } from './html.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import type { AuditReport } from './report.ts';
import { sarifReport } from './sarif.ts';

const reporters = {
  'leaks.html': htmlReport,
  'leaks.json': jsonReport,
  'leaks.junit.xml': junitReport,
  'leaks.sarif': sarifReport,
};

/** Writes every report into a folder and returns their paths. */
export async function writeReports(folder: string, report: AuditReport): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const written = Object.entries(reporters).map(async ([name, reporter]) => {
    const path = join(folder, name);
    await writeFile(path, reporter(report));
    return path;
  });
  return Promise.all(written);
}
