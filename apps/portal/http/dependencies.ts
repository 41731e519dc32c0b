import type { Applications, LoanVault } from '#lending/index.ts';
import type { Decide } from '../review/decide.ts';
import type { EventStreams } from '../timeline/event-stream.ts';
import type { LiveStreams } from './live-streams.ts';
import type { Respond } from './respond.ts';
import type { Authenticate } from '../sign-in/authenticate.ts';
import type { Submissions } from '../apply/submit.ts';
import type { ReceiveUpload } from '../documents/uploads.ts';
import type { PortalExtension } from '../extension.ts';

/** What routes work with. Each takes what it needs of it. */
export interface RouteDependencies {
  respond: Respond;
  authenticate: Authenticate;
  vault: LoanVault;
  applications: Applications;
  submissions: Submissions;
  decide: Decide;
  receiveUpload: ReceiveUpload;
  eventStreams: EventStreams;
  liveStreams: LiveStreams;
  maxDocumentBytes: number;
  /** Its first page is where operators start. */
  extension: PortalExtension | undefined;
}
