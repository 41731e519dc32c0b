/**
 * Takes the credit bureau's stand-in down. That affects every caller, so the outage is as short as
 * possible.
 */

/**
 * The bureau recovers by itself after this, in case this process dies. Shorter than callers keep
 * retrying.
 */
const maxMs = 30_000;

export interface BureauOutage {
  begin(): Promise<void>;
  /** Ends the outage when no other run needs it any more. */
  end(): Promise<void>;
}

export function createBureauOutage(bureauUrl: string): BureauOutage {
  let wanted = 0;

  async function tell(behaviour: { mode: string; forMs?: number }): Promise<void> {
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify(behaviour);
    const answer = await fetch(new URL('/v1/behaviour', bureauUrl), {
      method: 'PUT',
      headers,
      body,
    });
    await answer.body?.cancel();
  }

  return {
    async begin() {
      wanted += 1;
      await tell({ mode: 'down', forMs: maxMs });
    },
    async end() {
      wanted -= 1;
      if (wanted === 0) await tell({ mode: 'normal' });
    },
  };
}
