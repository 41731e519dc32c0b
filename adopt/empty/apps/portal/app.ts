import type { Client } from '@temporalio/client';
import express from 'express';
import type { Express } from 'express';
import { accessLog } from '#infra/http/access-log.ts';
import type { Logger } from '#infra/logging/logger.ts';
import type { storedTypes } from '#product/stored-types.ts';
import type { Vault } from '#vault/index.ts';

export interface AppDependencies {
  logger: Logger;
  vault: Vault<typeof storedTypes>;
  temporal: Client;
}

/**
 * Your portal. Keep the write order: everything into the vault, one commit that closes the subject,
 * then the start of the workflow with the subject's reference as its ID.
 */
export function createApp({ logger }: AppDependencies): Express {
  const app = express().disable('x-powered-by');
  app.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  app.use(accessLog(logger));
  app.get('/', (_req, res) => void res.type('text').send('Your portal'));
  return app;
}
