export type InTurn = <T>(whose: string, work: () => Promise<T>) => Promise<T>;

interface Waiting {
  whose: string;
  begin: () => void;
}

/**
 * Lets at most `limit` pieces of work run at once, and of those at most `share` of one party: a
 * customer whose documents take all the time there is leaves the other turns to the others. Within
 * these bounds, first come first served.
 */
export function createTurns(limit: number, share = limit): InTurn {
  const running: string[] = [];
  const waiting: Waiting[] = [];
  const mayBegin = (whose: string): boolean =>
    running.length < limit && running.filter((one) => one === whose).length < share;

  function admit(): void {
    const index = waiting.findIndex(({ whose }) => mayBegin(whose));
    const [next] = index < 0 ? [] : waiting.splice(index, 1);
    if (!next) return;
    running.push(next.whose);
    next.begin();
  }

  return async (whose, work) => {
    await new Promise<void>((begin) => {
      waiting.push({ whose, begin });
      admit();
    });
    try {
      return await work();
    } finally {
      running.splice(running.indexOf(whose), 1);
      admit();
    }
  };
}

/**
 * For work that holds a whole document in memory, in this process or in a reader's. Take the turn
 * before the document is fetched, and only once: a turn inside a turn could wait for itself.
 * @param whose the customer
 */
export const inTurn = createTurns(2, 1);
