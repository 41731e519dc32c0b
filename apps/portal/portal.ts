/** Assembles the portal from its parts; main.ts provides the connections. */
import type { Client } from '@temporalio/client';
import type { Express } from 'express';
import type { Pool } from 'pg';
import { createHttpServer } from '#infra/http/draining-server.ts';
import type { HttpServer } from '#infra/http/draining-server.ts';
import { privateAddresses } from '#infra/http/proxies.ts';
import { createReadiness } from '#infra/http/readiness.ts';
import type { Dependencies } from '#infra/http/readiness.ts';
import type { Channels } from '#infra/postgres/listen.ts';
import type { Certificate } from '#infra/http/server.ts';
import type { Logger } from '#infra/logging/logger.ts';
import { createApplications } from '#lending/index.ts';
import type { LoanVault } from '#lending/index.ts';
import type { Sweeper } from '#vault/index.ts';
import { access } from './access.ts';
import { createApp } from './app.ts';
import type { InspectDocument } from './documents/inspect.ts';
import type { PortalExtension } from './extension.ts';
import { createLiveStreams } from './http/live-streams.ts';
import { createRespond } from './http/respond.ts';
import { createRenderer } from './http/view.ts';
import { createRoutes } from './routes.ts';
import { createAttempts } from './sign-in/attempts.ts';
import { createIdentityProvider } from './sign-in/identity-provider.ts';
import type { ProviderOptions } from './sign-in/identity-provider.ts';
import { createPendingSignIns } from './sign-in/pending-sign-in.ts';
import { createSessions } from './sign-in/session.ts';
import { createLoanWorkflow } from './start/loan-workflow.ts';
import { createSweeping } from './start/sweeping.ts';
import type { Sweeping } from './start/sweeping.ts';
import { createTimelineChanges } from './timeline/changes.ts';
import type { TimelineChanges } from './timeline/changes.ts';

export interface PortalDependencies {
  pool: Pool;
  vault: LoanVault;
  vaultSweeper: Sweeper;
  /** What `/readyz` asks. */
  dependencies: Dependencies;
  temporal: Client;
  logger: Logger;
  sessionSecret: string;
  /** Where people sign in. */
  signIn: ProviderOptions;
  /** The portal's public URL. */
  url: string;
  /** Without one, TLS ends at a proxy in front, or is not used if the URL is not https. */
  certificate?: Certificate | undefined;
  maxDocumentBytes: number;
  /** Looks at each document as it is uploaded; without it, only the worker does. */
  inspect?: InspectDocument | undefined;
  /** Whose word is believed on a client's address and protocol, if TLS ends in front. */
  trustedProxies?: readonly string[] | undefined;
  /** Host names that it answers to, besides that of `url`. */
  hosts?: readonly string[] | undefined;
  extension?: PortalExtension | undefined;
  /** Tests only. Default: the contract's. */
  taskQueue?: string;
}

export interface Portal {
  app: Express;
  http: HttpServer;
  /** For the notifications from Postgres, to which the portal has to listen. */
  channels: Channels;
  timelineChanges: TimelineChanges;
  sweeping: Sweeping;
  /** Ends live pages, lets uploads in progress finish within `timeoutMs`, and stops. */
  stop(timeoutMs: number): Promise<void>;
}

export function createPortal(deps: PortalDependencies): Portal {
  const { pool, vault, vaultSweeper, logger, maxDocumentBytes, certificate, extension } = deps;
  const { protocol, hostname } = new URL(deps.url);
  const secure = protocol === 'https:';
  const applications = createApplications({ pool });
  const loanWorkflow = createLoanWorkflow(deps.temporal, deps.taskQueue);
  const sweeping = createSweeping({ applications, loanWorkflow, vaultSweeper, logger });
  const timelineChanges = createTimelineChanges();
  const liveStreams = createLiveStreams();
  const secret = deps.sessionSecret;
  const sessions = createSessions({ pool, logger, secure, secret });
  const respond = createRespond(createRenderer(extension));
  const routes = createRoutes({
    pool,
    vault,
    vaultSweeper,
    applications,
    loanWorkflow,
    timelineChanges,
    liveStreams,
    respond,
    logger,
    startLater: sweeping.startLater,
    provider: createIdentityProvider({ ...deps.signIn, portalUrl: deps.url, logger }),
    pendingSignIns: createPendingSignIns({ secret, secure }),
    attempts: createAttempts({ pool, secret, secure }),
    maxDocumentBytes,
    inspect: deps.inspect,
    extension,
  });
  const app = createApp({
    readiness: createReadiness({ dependencies: deps.dependencies, logger }),
    logger,
    sessions,
    respond,
    routes,
    access: { ...extension?.access, ...access },
    secure,
    isLocal: hostname === 'localhost',
    trustedProxies: secure && !certificate ? (deps.trustedProxies ?? privateAddresses) : [],
    providerOrigin: new URL(deps.signIn.issuer).origin,
    addedFiles: extension?.publicFiles,
  });
  const http = createHttpServer(certificate, app, [hostname, ...(deps.hosts ?? [])]);

  async function stop(timeoutMs: number): Promise<void> {
    sweeping.end();
    liveStreams.closeAll();
    await http.stop(timeoutMs);
    sessions.close();
  }

  const channels = {
    application_events: timelineChanges.notify,
    sessions_ended: liveStreams.closeSession,
  };
  return { app, http, channels, timelineChanges, sweeping, stop };
}
