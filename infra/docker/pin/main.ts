/**
 * `npm run images:pin`: writes, behind the tag of each image that the containers are made of, the
 * digest that its registry has for it today. Read the difference before you commit it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pin } from './pin.ts';

const repository = join(import.meta.dirname, '../../..');
const files = ['docker-compose.yml', 'infra/docker/Dockerfile'].map((file) =>
  join(repository, file),
);

try {
  const texts = await pin(await Promise.all(files.map((file) => readFile(file, 'utf8'))));
  await Promise.all(files.map((file, index) => writeFile(file, texts[index] ?? '')));
} catch (error) {
  process.stderr.write(`Nothing was changed. ${(error as Error).message}\n`);
  process.exitCode = 1;
}
