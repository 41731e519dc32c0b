/** Assembles the portal from its parts; main.ts provides the connections. */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { Logger } from '#infra/logging/logger.ts';
import type { Certificate } from '#infra/http/server.ts';
import { createApplications } from '#lending/index.ts';
import type { LoanVault } from '#lending/index.ts';
import type { Sweeper } from '#vault/index.ts';
import { createApp } from './app.ts';
import { createDecide } from './review/decide.ts';
import { createEventStreams } from './timeline/event-stream.ts';
import { createLiveStreams } from './http/live-streams.ts';
import { createProcessing } from './start/loan-workflow.ts';
import { createRespond } from './http/respond.ts';
import { createHttpServer } from '#infra/http/draining-server.ts';
import type { HttpServer } from '#infra/http/draining-server.ts';
import { createSessions } from './sign-in/session.ts';
import { createAuthenticate } from './sign-in/authenticate.ts';
import { createSubmissions } from './apply/submit.ts';
import { createSweeping } from './start/sweeping.ts';
import type { Sweeping } from './start/sweeping.ts';
import { createTimeline } from './timeline/timeline.ts';
import type { Timeline } from './timeline/timeline.ts';
import { createReceiveUpload } from './documents/uploads.ts';
import { createRenderer } from './http/view.ts';
import type { PortalExtension } from './extension.ts';

export interface PortalDependencies {
  pool: Pool;
  vault: LoanVault;
  vaultSweeper: Sweeper;
  temporal: Client;
  logger: Logger;
  sessionSecret: string;
  /** The portal's public URL. */
  url: string;
  /** Without one, TLS ends in front of the portal, or nowhere if its URL is not https. */
  certificate?: Certificate | undefined;
  maxDocumentBytes: number;
  extension?: PortalExtension | undefined;
  /** Tests only. Default: the contract's. */
  taskQueue?: string;
}

export interface Portal {
  http: HttpServer;
  /** Receives what the listening connection hears. */
  timeline: Timeline;
  sweeping: Sweeping;
  /** Ends live pages, lets uploads under way finish within `timeoutMs`, and stops. */
  stop(timeoutMs: number): Promise<void>;
}

export async function createPortal(deps: PortalDependencies): Promise<Portal> {
  const { pool, vault, vaultSweeper, logger, maxDocumentBytes, certificate, extension } = deps;
  const { protocol, hostname } = new URL(deps.url);
  const secure = protocol === 'https:';
  const applications = createApplications({ pool });
  const processing = createProcessing(deps.temporal, deps.taskQueue);
  const sweeping = createSweeping({ applications, processing, vaultSweeper, logger });
  const { startLater } = sweeping;
  const submissions = createSubmissions({ vault, applications, processing, logger, startLater });
  const timeline = createTimeline();
  const liveStreams = createLiveStreams();
  const eventStreams = createEventStreams({ applications, timeline, liveStreams });
  const sessions = createSessions({ pool, logger, secure, secret: deps.sessionSecret });
  const app = createApp({
    logger,
    secure,
    isLocal: hostname === 'localhost',
    isBehindProxy: secure && !certificate,
    sessions,
    vault,
    applications,
    submissions,
    eventStreams,
    liveStreams,
    extension,
    decide: createDecide({ vault, applications, processing }),
    maxDocumentBytes,
    respond: createRespond(createRenderer(extension)),
    authenticate: await createAuthenticate(pool),
    receiveUpload: createReceiveUpload({ vault, applications, maxBytes: maxDocumentBytes }),
  });
  const http = createHttpServer(certificate, app);

  async function stop(timeoutMs: number): Promise<void> {
    sweeping.end();
    liveStreams.closeAll();
    await http.stop(timeoutMs);
    sessions.close();
  }

  return { http, timeline, sweeping, stop };
}
