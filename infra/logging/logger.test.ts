import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { pino } from 'pino';
import { failure } from '#infra/temporal/failures.ts';
import { newReference } from '#vault/references.ts';
import { createLogger, requireAllowListLogger } from './logger.ts';
import type { Logger } from './logger.ts';

const canary = 'Canary Mustermann 912-34-5678';
const application = newReference('app');
const cause = Object.assign(new Error(canary), { code: 'ECONNREFUSED' });
const driverError = Object.assign(new Error(canary, { cause }), {
  detail: canary,
  code: canary,
  ssn: canary,
});

function lines(use: (logger: Logger) => void): string[] {
  const written: string[] = [];
  use(createLogger({ name: 'test', level: 'trace' }, { write: (line) => written.push(line) }));
  return written;
}

function line(use: (logger: Logger) => void): Record<string, unknown> {
  const {
    level: _level,
    time: _time,
    name: _name,
    ...rest
  } = JSON.parse(lines(use)[0] ?? '') as object & Record<string, unknown>;
  return rest;
}

const leaks: Record<string, (logger: Logger) => void> = {
  'a message': (logger) => logger.info(canary),
  'a message with an object': (logger) => logger.info({ event: 'x' }, canary),
  'a format': (logger) => logger.info('%s %o', canary, { ssn: canary }),
  'an unknown attribute': (logger) => logger.info({ ssn: canary, [canary]: 1 }),
  'a known attribute of another shape': (logger) =>
    logger.info({
      event: canary,
      code: canary,
      application: canary,
      route: canary,
      method: canary,
      status: canary,
    }),
  'an object in a known attribute': (logger) =>
    logger.info({ event: { ssn: canary }, status: [canary] }),
  'an error': (logger) => logger.error(driverError),
  'an error as attribute': (logger) =>
    logger.error({ event: 'x', error: driverError, err: driverError, cause }),
  'an error with its name and code set': (logger) =>
    logger.error({ error: Object.assign(new Error(canary), { name: canary, type: canary }) }),
  'something that only looks like an error': (logger) =>
    logger.error({
      error: { name: 'Error', message: canary, cause: { name: 'Error', stack: canary } },
    }),
  'an error whose properties throw': (logger) =>
    logger.error({ error: new Proxy(cause, { get: () => assert.fail(canary) }) }),
  'a toJSON': (logger) =>
    logger.info({ event: { toJSON: () => canary }, toJSON: () => ({ ssn: canary }) }),
  'bindings of a child': (logger) =>
    logger.child({ ssn: canary, event: canary, error: driverError }).info({}),
  'serialisers of a child': (logger) =>
    logger
      .child(
        {},
        {
          serializers: { error: () => canary },
          formatters: { log: () => ({ ssn: canary }) },
          msgPrefix: canary,
        },
      )
      .info({ error: cause }, canary),
  'the type of a failure': (logger) =>
    logger.error({ error: ApplicationFailure.create({ type: 'Mustermann' }) }),
  'a stack that quotes a place': (logger) =>
    logger.error({
      error: Object.assign(new Error('x'), {
        stack: `Error: ${canary}\n at x (/vault/Canary 912.ts:1:1)`,
      }),
    }),
};

describe('the logger', () => {
  for (const [what, leak] of Object.entries(leaks)) {
    it(`the logger writes nothing of ${what}`, () => {
      const written = lines(leak).join('');
      assert.ok(written.length > 0, 'the logger wrote nothing at all');
      assert.doesNotMatch(written, /Canary|Mustermann|912-34/);
    });
  }

  it('the logger writes attributes that are known to be safe', () => {
    const fields = {
      event: 'request',
      method: 'GET',
      route: '/applications/:ref',
      status: 404,
      ms: 12,
    };
    assert.deepEqual(
      line((logger) => logger.info({ ...fields, application, name: 'other' })),
      { ...fields, application },
    );
  });

  it('the logger writes the name, the code and the place of an error, and of its cause', () => {
    const error = new RangeError('x', { cause: failure('MailRefused', { cause }) });
    const written = line((logger) => logger.error({ event: 'x', error })) as {
      error: Record<string, unknown>;
    };
    assert.equal(written.error.name, 'RangeError');
    assert.match(String(written.error.at), /^infra\/logging\/logger\.test\.ts:\d+:\d+$/);
    const [{ code, cause: innermost }] = [
      written.error.cause as { code: string; cause: { code: string } },
    ];
    assert.deepEqual([code, innermost.code], ['MailRefused', 'ECONNREFUSED']);
  });

  it('a logger that createLogger did not make is refused, and its own loggers and their children are not', () => {
    const logger = createLogger({ name: 'test' });
    requireAllowListLogger(logger);
    requireAllowListLogger(logger.child({ event: 'x' }) as Logger);
    // @ts-expect-error a plain pino logger does not compile
    assert.throws(() => requireAllowListLogger(pino()), { code: 'LOGGER_NOT_GUARDED' });
  });
});
