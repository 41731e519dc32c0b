/** Schemas for the answers of the approaches process, which go into a page. */
import { z } from 'zod';
import { approaches, scenarios } from '../approaches/contract.ts';
import type { RunReport } from '../approaches/contract.ts';

const marked = z.array(z.object({ text: z.string(), field: z.string().exactOptional() }));
const count = z.int().nonnegative();

const temporalView = z.object({
  workflowId: marked,
  runId: z.string(),
  historyBytes: count,
  events: z.array(
    z.object({
      id: count,
      type: z.string(),
      at: z.iso.datetime(),
      name: z.string().exactOptional(),
      bytes: count,
      parts: z.array(z.object({ label: z.string(), text: marked })),
    }),
  ),
  description: z.array(z.object({ name: z.string(), text: marked })),
  found: z.array(z.string()),
});

const column = z.object({
  approach: z.enum(approaches),
  state: z.enum(['waiting', 'running', 'ended', 'failed']),
  outcome: z.string().exactOptional(),
  tookMs: z.number().nonnegative().exactOptional(),
  temporal: temporalView.exactOptional(),
});

export const runReport: z.ZodType<RunReport> = z.object({
  id: z.string(),
  request: z.object({
    seed: count,
    data: z.enum(['sample', 'canary']),
    scenario: z.enum(scenarios),
    approaches: z.array(z.enum(approaches)),
  }),
  startedAt: z.iso.datetime(),
  submitted: z.array(z.object({ field: z.string(), value: z.string() })),
  columns: z.array(column),
});

export const startedRun = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });
