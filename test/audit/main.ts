/** `npm run audit:leaks` */
import { auditOwnSystem } from './own-system.ts';
import { exitCodes } from './verdict.ts';
import { writeFileSync } from 'node:fs';

const write = (line: string): void =>
  void process.stdout.write(`${(performance.now() / 1000).toFixed(1)} ${line}\n`);
const verdict = await auditOwnSystem(write);
writeFileSync('/tmp/verdict.json', JSON.stringify(verdict, null, 1));
process.exitCode = exitCodes[verdict.outcome];
