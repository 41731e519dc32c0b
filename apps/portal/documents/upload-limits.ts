import { PortalError } from '../http/errors.ts';

/**
 * Bounds the memory of a process: an upload holds one or two parts of 8 MiB for S3, however slowly
 * it arrives.
 */
const maxConcurrent = 24;
const maxPerUser = 3;

/**
 * Runs an upload, unless too many are running in this process. It refuses instead of queueing,
 * since a waiting upload would hold a connection as well.
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
