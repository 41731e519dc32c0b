/** The routes of the portal: each subject gets what it needs of the parts. */
import type { Router } from 'express';
import type { Pool } from 'pg';
import type { Logger } from '#infra/logging/logger.ts';
import type { Applications, LoanVault } from '#lending/index.ts';
import type { Sweeper } from '#vault/index.ts';
import { createOpenDraft } from './apply/open-draft.ts';
import { createApplicationRoutes } from './apply/routes.ts';
import { createSubmit } from './apply/submit.ts';
import { createWithdraw } from './apply/withdraw.ts';
import type { InspectDocument } from './documents/inspect.ts';
import { createReceiveUpload } from './documents/receive-upload.ts';
import { createDocumentRoutes } from './documents/routes.ts';
import type { PortalExtension } from './extension.ts';
import type { LiveStreams } from './http/live-streams.ts';
import type { Respond } from './http/respond.ts';
import { createDecide } from './review/decide.ts';
import { createReveal } from './review/reveal.ts';
import { createRevealRoutes } from './review/reveal-routes.ts';
import { createReviewRoutes } from './review/routes.ts';
import type { Attempts } from './sign-in/attempts.ts';
import { createHomeRoutes } from './sign-in/home.ts';
import type { IdentityProvider } from './sign-in/identity-provider.ts';
import type { PendingSignIns } from './sign-in/pending-sign-in.ts';
import { createOwnSessionRoutes } from './sign-in/own-sessions.ts';
import { createSignInRoutes } from './sign-in/routes.ts';
import type { LoanWorkflow } from './start/loan-workflow.ts';
import type { TimelineChanges } from './timeline/changes.ts';
import { createEventStreams } from './timeline/event-stream.ts';
import { createTrailRoutes } from './trail/routes.ts';

export interface Parts {
  pool: Pool;
  vault: LoanVault;
  vaultSweeper: Sweeper;
  applications: Applications;
  loanWorkflow: LoanWorkflow;
  timelineChanges: TimelineChanges;
  liveStreams: LiveStreams;
  respond: Respond;
  logger: Logger;
  startLater: () => void;
  provider: IdentityProvider;
  pendingSignIns: PendingSignIns;
  attempts: Attempts;
  maxDocumentBytes: number;
  inspect: InspectDocument | undefined;
  extension: PortalExtension | undefined;
}

export function createRoutes(parts: Parts): Router[] {
  const { respond, liveStreams, extension, maxDocumentBytes } = parts;
  const operatorStart = extension?.start.path ?? '/';
  const receiveUpload = createReceiveUpload({ ...parts, maxBytes: maxDocumentBytes });
  const applying = {
    openDraft: createOpenDraft(parts),
    submit: createSubmit(parts),
    withdraw: createWithdraw(parts),
    eventStreams: createEventStreams(parts),
  };
  return [
    createHomeRoutes({ ...parts, operatorStart }),
    createSignInRoutes({ ...parts, operatorStart }),
    createOwnSessionRoutes(parts),
    createApplicationRoutes({ ...parts, ...applying }),
    createDocumentRoutes({ ...parts, receiveUpload }),
    createReviewRoutes({ ...parts, decide: createDecide(parts) }),
    createRevealRoutes({ ...parts, reveal: createReveal(parts) }),
    createTrailRoutes(parts),
    ...(extension ? [extension.createRoutes({ respond, liveStreams })] : []),
  ];
}
