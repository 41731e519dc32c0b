/** How many documents travel at once, and how slowly. */
import type { Request, Response } from 'express';
import { PortalError } from '../http/errors.ts';
import type { ProblemCode } from '../http/errors.ts';
import { readersAtOnce } from './inspect.ts';

/**
 * Runs a transfer, unless too many are running in this process. It refuses instead of queueing,
 * since a waiting transfer would hold a connection as well.
 */
export type LimitTransfers = <T>(user: string, work: () => Promise<T>) => Promise<T>;

interface Limits {
  perUser: number;
  perProcess: number;
  /** Refuses a user who has too many, and everybody when the process has. */
  refusals: { user: ProblemCode; process: ProblemCode };
}

/** What the portal needs besides its uploads and its readers. */
const ownMemory = 220 * 1024 * 1024;
/** What the limits in inspect.ts leave to a reader for one document. */
const memoryOfReader = 200 * 1024 * 1024;
/** An upload holds one or two parts of 8 MiB for S3, however slowly it arrives. */
const memoryOfUpload = 20 * 1024 * 1024;

/**
 * At most 24 uploads at once, and fewer where the container's memory limit leaves room for fewer.
 * @param memoryBytes the limit, or undefined (or 0) if there is none
 */
export function uploadsWithin(memoryBytes: number | undefined): number {
  if (!memoryBytes) return 24;
  const free = memoryBytes - ownMemory - readersAtOnce * memoryOfReader;
  return Math.min(24, Math.max(2, Math.floor(free / memoryOfUpload)));
}

/** @throws PortalError `UPLOADS_BUSY`, `UPLOADS_AT_ONCE` */
export const createUploadLimits = (perProcess: number): LimitTransfers =>
  createLimits({
    perUser: 3,
    perProcess,
    refusals: { user: 'UPLOADS_AT_ONCE', process: 'UPLOADS_BUSY' },
  });

/**
 * Below the 50 connections that the S3 client may open, of which uploads need some as well.
 * @throws PortalError `DOWNLOADS_BUSY`, `DOWNLOADS_AT_ONCE`
 */
export const createDownloadLimits = (): LimitTransfers =>
  createLimits({
    perUser: 4,
    perProcess: 20,
    refusals: { user: 'DOWNLOADS_AT_ONCE', process: 'DOWNLOADS_BUSY' },
  });

function createLimits({ perUser, perProcess, refusals }: Limits): LimitTransfers {
  const running: string[] = [];
  return async (user, work) => {
    if (running.filter((one) => one === user).length >= perUser)
      throw new PortalError(refusals.user);
    if (running.length >= perProcess) throw new PortalError(refusals.process);
    running.push(user);
    try {
      return await work();
    } finally {
      running.splice(running.indexOf(user), 1);
    }
  };
}

/** The least that must pass: a tenth of what a telephone line managed. */
const pace = { bytes: 16 * 1024, withinMs: 30_000 };

/**
 * Cuts the connection of a sender or reader who takes longer than that for every 16 KiB: a few of
 * them would otherwise hold all places for an hour. Returns the function that ends the watch.
 * @param way in which the document travels
 */
export function keepPace(
  { req, res }: { req: Request; res: Response },
  way: 'in' | 'out',
  { bytes, withinMs } = pace,
): () => void {
  const { socket } = req;
  const passed = (): number => (way === 'in' ? socket.bytesRead : socket.bytesWritten);
  let before = passed();
  const watch = setInterval(() => {
    if (passed() - before < bytes) socket.destroy();
    before = passed();
  }, withinMs);
  const end = (): void => clearInterval(watch);
  // Once all has arrived, it is storage that may take its time.
  req.once('end', () => way === 'in' && end());
  res.once('close', end);
  return end;
}
