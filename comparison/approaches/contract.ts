/**
 * The HTTP API of the approaches process, for the X-ray page and the leak audit. Data never
 * travels here: an application is named by the seed that it is made from (lending/samples), so both
 * sides can make it, and no caller can put a real one through an approach that leaks.
 */

/** The ways to run the same loan process that readers weigh against each other. */
export const approaches = [
  'traditional',
  'naive',
  'by-reference',
  'codec',
  'codec-external-storage',
] as const;
export type Approach = (typeof approaches)[number];

/** How the application ends, and what goes wrong on its way. */
export const scenarios = [
  // Approved at once.
  'approved',
  // The bureau does not know the person: a reviewer decides, in words of their own.
  'referred',
  'declined',
  // A document that no parser can read, so that its error quotes something.
  'unreadable-document',
  // The bureau is down at first: a pending failure, then an ordinary end.
  'bureau-outage',
  // The customer withdraws while a reviewer has it, and says why.
  'withdrawn',
] as const;
export type Scenario = (typeof scenarios)[number];

/** `POST /runs`, with `Authorization: Bearer <key>`. Answers 201 `{id}`. */
export interface RunRequest {
  seed: number;
  /**
   * `canary`: every value is unique, for a search. `sample`: like a person's, for people to look
   * at.
   */
  data: 'sample' | 'canary';
  scenario: Scenario;
  approaches: readonly Approach[];
}

/**
 * `GET /runs/:id` answers a `RunReport`. With `Accept: text/event-stream` it sends a `RunReport` as
 * `data` at once and after each change, and `event: end` when every approach has ended. Unknown:
 * 404.
 */
export interface RunReport {
  id: string;
  request: RunRequest;
  startedAt: string;
  /** What was submitted, as a person would read it, so that a page can show what is looked for. */
  submitted: readonly { field: string; value: string }[];
  columns: readonly ApproachReport[];
}

export interface ApproachReport {
  approach: Approach;
  state: 'waiting' | 'running' | 'ended' | 'failed';
  /** How the application ended: `approved`, `declined`, `withdrawn`, … */
  outcome?: string;
  /** From the submission to the end, in milliseconds. */
  tookMs?: number;
  /**
   * What Temporal holds of it, fetched without any codec. None for an approach without Temporal.
   */
  temporal?: TemporalView;
}

export interface TemporalView {
  workflowId: Marked;
  runId: string;
  /** Length of the history as Temporal stores it. */
  historyBytes: number;
  events: readonly EventView[];
  /**
   * What Temporal answers besides the history: memo, search attributes, pending failures and
   * heartbeats.
   */
  description: readonly { name: string; text: Marked }[];
  /** The submitted fields that were found, in history or description, in any encoding. */
  found: readonly string[];
}

export interface EventView {
  id: number;
  /** `ActivityTaskScheduled` */
  type: string;
  at: string;
  /** Activity, signal or update, where there is one. */
  name?: string;
  bytes: number;
  /** Each text that the event carries: a payload's data, a failure's message, a header. */
  parts: readonly { label: string; text: Marked }[];
}

/**
 * A text in pieces; those with a `field` are that submitted value, as it was found. Long ones are
 * cut.
 */
export type Marked = readonly { text: string; field?: string }[];
