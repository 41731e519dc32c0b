/** `npm run adopt -- FOLDER`: writes a new project from what a team takes, with a small example. */
import { AdoptError, readOptions } from './options.ts';
import { adopt } from './write.ts';

try {
  const options = readOptions(process.argv.slice(2));
  const { copied, theirs } = await adopt(options);
  process.stdout.write(`${options.folder}
  ${theirs.length} files for you to edit; its README says what each decides
  ${copied.length} files copied unedited

  cd ${options.folder} && npm ci && npm start
  npm test
`);
} catch (error) {
  if (!(error instanceof AdoptError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 1;
}
