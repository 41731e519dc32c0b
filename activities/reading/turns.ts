/** Lets at most `limit` pieces of work run at once; the others wait, first come first served. */
export function createTurns(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((begin) => waiting.push(begin));
    try {
      return await work();
    } finally {
      // The turn passes to the longest waiting, not to the next caller.
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/**
 * For work that holds a whole document in memory, in this process or in a reader's. Take the turn
 * before the document is fetched, and only once: a turn inside a turn could wait for itself.
 */
export const inTurn = createTurns(2);
