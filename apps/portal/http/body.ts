import express from 'express';
import type { RequestHandler } from 'express';

const limit = '16kb';
const timeoutMs = 30_000;

/** Destroys a request whose small body has not arrived in time; the server's own limit is made for uploads. */
const inTime: RequestHandler = (req, res, next) => {
  const timer = setTimeout(() => req.complete || req.destroy(), timeoutMs);
  req.once('close', () => clearTimeout(timer));
  res.once('close', () => clearTimeout(timer));
  next();
};

/** Reads a small form or JSON object into `req.body`; any other kind of body leaves it undefined. */
export const smallBody: RequestHandler[] = [
  inTime,
  express.urlencoded({ extended: false, limit, parameterLimit: 50 }),
  express.json({ limit }),
];
