import { PortalError } from '../http/errors.ts';

/** An upload holds a part or two of 8 MiB for S3, however slowly it arrives: this bounds what a process needs. */
const maxConcurrent = 24;
const maxPerUser = 3;

/**
 * Runs an upload, unless there are too many. Refuses rather than queues: who waits would hold a connection as well.
 * Counted in this process.
 * @throws PortalError `UPLOADS_BUSY`, `UPLOADS_AT_ONCE`
 */
export type LimitUploads = <T>(user: string, work: () => Promise<T>) => Promise<T>;

export function createUploadLimits(): LimitUploads {
  const running: string[] = [];
  return async (user, work) => {
    if (running.filter((one) => one === user).length >= maxPerUser)
      throw new PortalError('UPLOADS_AT_ONCE');
    if (running.length >= maxConcurrent) throw new PortalError('UPLOADS_BUSY');
    running.push(user);
    try {
      return await work();
    } finally {
      running.splice(running.indexOf(user), 1);
    }
  };
}
