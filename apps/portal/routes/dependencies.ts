import type { Logger } from 'pino';
import type { Applications, Vault } from '#vault/index.ts';
import type { EventStreams } from '../event-stream.ts';
import type { Processing } from '../processing.ts';
import type { Respond } from '../respond.ts';
import type { Authenticate } from '../sign-in.ts';
import type { ReceiveUpload } from '../uploads.ts';

/** What routes work with. Each takes what it needs of it. */
export interface RouteDependencies {
  logger: Logger;
  respond: Respond;
  authenticate: Authenticate;
  vault: Vault;
  applications: Applications;
  processing: Processing;
  receiveUpload: ReceiveUpload;
  eventStreams: EventStreams;
  startLater: () => void;
  maxDocumentBytes: number;
}
