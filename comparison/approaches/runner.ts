import type { Approach } from './contract.ts';
import type { Submission } from './submission.ts';

/** A run as Temporal knows it. Without a run ID, the latest of this workflow. */
export interface Execution {
  workflowId: string;
  runId?: string;
}

/** One way to process an application. */
export interface Runner {
  approach: Approach;
  /** Connects and builds what is needed, once, before the clock starts. */
  prepare(): Promise<void>;
  /**
   * Submits the application, plays its users, and follows it to its end: `approved`, `declined`,
   * `withdrawn`, `failed`.
   * @param onStart receives the execution in Temporal, if the approach uses Temporal
   */
  run(submission: Submission, onStart: (execution: Execution) => void): Promise<string>;
  close(): Promise<void>;
}
