import express from 'express';
import type { RequestHandler } from 'express';

/**
 * The longest text that a form promises to take is 2,000 characters: 24 kB of emoji, as a form
 * encodes them.
 */
const limit = '64kb';
const timeoutMs = 30_000;

/** Destroys a request whose small body is late; the server's own time-out is meant for uploads. */
const inTime: RequestHandler = (req, res, next) => {
  const timer = setTimeout(() => req.complete || req.destroy(), timeoutMs);
  req.once('close', () => clearTimeout(timer));
  res.once('close', () => clearTimeout(timer));
  next();
};

/**
 * Reads a small form or JSON object into `req.body`, which any other kind of body leaves undefined.
 */
export const smallBody: RequestHandler[] = [
  inTime,
  express.urlencoded({ extended: false, limit, parameterLimit: 50 }),
  express.json({ limit }),
];
