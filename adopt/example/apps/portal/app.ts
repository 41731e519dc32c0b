import express from 'express';
import type { ErrorRequestHandler, Express } from 'express';
import { isReference } from '#contract/index.ts';
import { accessLog } from '#infra/http/access-log.ts';
import type { Logger } from '#infra/logging/logger.ts';
import type { Intakes } from '#intake/intakes.ts';
import { storedTypes } from '#intake/stored-types.ts';
import type { IntakeVault } from '#intake/stored-types.ts';
import { isIdempotencyKey, newIdempotencyKey, VaultError } from '#vault/index.ts';
import { formPage, statusPage, style } from './pages.ts';
import { receive } from './receive.ts';
import type { Start } from './start.ts';

/**
 * DEMO ONLY: every visitor acts as this patient. Put your sign-in here, and take the ID from it.
 */
const patient = { id: '00000000-0000-4000-8000-000000000001', role: 'patient' };

const maxBytes = 16 * 1024 * 1024;
const details = storedTypes.records['patient-details'].schema;

export interface AppDependencies {
  logger: Logger;
  vault: IntakeVault;
  intakes: Intakes;
  start: Start;
}

export function createApp({ logger, vault, intakes, start }: AppDependencies): Express {
  const app = express().disable('x-powered-by');
  const session = vault.as(patient);

  app.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  app.get('/style.css', (_req, res) => void res.type('css').send(style));
  app.use(accessLog(logger), (req, res, next) => {
    res.set('Cache-Control', 'no-store');
    res.set('Content-Security-Policy', "default-src 'none'; style-src 'self'; form-action 'self'");
    // Another site's form would submit in the patient's name; browsers say where a form comes from.
    const site = req.get('Sec-Fetch-Site') ?? 'same-origin';
    if (req.method === 'GET' || ['same-origin', 'none'].includes(site)) return next();
    res.sendStatus(403);
  });

  app.get('/', (_req, res) => void res.send(formPage(newIdempotencyKey())));

  app.post('/patients', async (req, res) => {
    const { fields, file } = await receive(req);
    const { idempotencyKey, ...entered } = fields;
    const value = details.safeParse(entered);
    if (!value.success || !isIdempotencyKey(idempotencyKey)) {
      file.content.destroy();
      return void res
        .status(422)
        .send(formPage(newIdempotencyKey(), 'Please check what you entered.'));
    }
    // The write order: everything in the vault, one commit, and only then the workflow. A crash in
    // between leaves an intake that was committed and not started, which the sweeper starts
    // (start.ts).
    const subject = await session.openSubject(patient.id, idempotencyKey);
    await session.put('patient-details', { subject, value: value.data });
    const document = { subject, type: 'lab-result', ...file, idempotencyKey, maxBytes } as const;
    await session.putDocument(document);
    await intakes.submit(patient, subject);
    await start(subject);
    res.redirect(303, `/patients/${subject}`);
  });

  app.get('/patients/:patient', async (req, res) => {
    const subject = req.params.patient;
    if (!isReference(subject, 'pat')) return void res.sendStatus(404);
    const value = await session.get('patient-details', subject, subject);
    const status = await intakes.status(patient, subject);
    if (status === 'submitted') res.set('Refresh', '1');
    res.send(statusPage(value, status));
  });

  app.use(handleErrors(logger));
  return app;
}

const statuses: Partial<Record<VaultError['code'], number>> = {
  VAULT_NOT_FOUND: 404,
  VAULT_SUBJECT_CLOSED: 409,
  VAULT_DOCUMENT_TOO_LARGE: 413,
  VAULT_STORAGE_UNAVAILABLE: 503,
};

/**
 * Errors of the vault have a code and constant text; those of others may quote data, so they are
 * not repeated.
 */
function handleErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, _next) => {
    const status = (error instanceof VaultError && statuses[error.code]) || 500;
    if (status >= 500) logger.error({ event: 'request-failed', error });
    if (res.headersSent) return void res.destroy();
    res
      .status(status)
      .type('text')
      .send(error instanceof VaultError ? error.message : 'The request failed');
  };
}
