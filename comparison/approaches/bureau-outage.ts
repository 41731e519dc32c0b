/** The credit bureau's stand-in, told to be down: for everybody who asks it, and so for as short a time as will do. */

/** After this it is up again by itself, should this process die. Shorter than callers retry. */
const maxMs = 30_000;

export interface BureauOutage {
  begin(): Promise<void>;
  /** Ends it when nobody else wants it any more. */
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
