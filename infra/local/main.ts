/** `npm start`: everything on this machine, without Docker. */
import { createConsole } from './console.ts';
import { LauncherError } from './errors.ts';
import { createLauncher } from './launcher.ts';
import { readOptions, usage, type Options } from './options.ts';
import { summary } from './summary.ts';

/**
 * A second Ctrl-C within this time is the same one: npm forwards a signal that the terminal has
 * sent already.
 */
const sameSignalMs = 500;

const write = (line: string): void => void process.stdout.write(`${line}\n`);
// The terminal may be closed before everything has stopped.
process.stdout.on('error', () => {});

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) write(usage);
  else await run(options);
} catch (error) {
  fail(error);
}

async function run(options: Options): Promise<void> {
  const { promise: ended, resolve: end } = Promise.withResolvers<'asked' | Error>();
  const launcher = createLauncher(options, createConsole(write), end);
  onSignals(() => end('asked'), launcher.kill);
  write(`Harbor Lending starts; it keeps everything in ${options.stateFolder}`);
  const started = launcher
    .start()
    .then((endpoints) => write(summary(endpoints, options.stateFolder, performance.now())));
  const outcome = await Promise.race([ended, started.then(() => ended)]).catch(
    (error: Error) => error,
  );
  if (outcome === 'asked') write('\nStopping; Ctrl-C again ends everything by force.');
  await launcher.stop();
  if (outcome !== 'asked') fail(outcome);
  write('Stopped.');
  process.exit(0);
}

/** The first signal stops the launcher in order, a later one by force. */
function onSignals(ask: () => void, force: () => void): void {
  let askedAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (askedAt === undefined) ask();
      else if (Date.now() - askedAt > sameSignalMs) force();
      askedAt ??= Date.now();
    });
  }
}

function fail(error: unknown): never {
  process.stderr.write(
    `${error instanceof LauncherError ? `\n${error.message}` : String(error)}\n`,
  );
  process.exit(1);
}
