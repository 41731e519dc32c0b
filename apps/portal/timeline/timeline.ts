import type { ApplicationRef } from '#contract/index.ts';

/** Tells open pages that there is news about an application. One for the process. */
export interface Timeline {
  /** Calls `onNews` whenever something may have happened. Gives the function that ends it. */
  subscribe(application: ApplicationRef, onNews: () => void): () => void;
  /** There is news about this application: a notification's payload. */
  changed(application: string): void;
  /** There may be news about any: notifications may have been missed. */
  changedAll(): void;
}

/**
 * Spreads what the process's one listening connection hears (infra/postgres/listen.ts) to who waits for it. It
 * carries no news itself: who is told reads again, under their own rights.
 */
export function createTimeline(): Timeline {
  const subscribers = new Map<string, Set<() => void>>();
  const tell = (group: Iterable<() => void> = []): void => {
    for (const onNews of [...group]) onNews();
  };

  return {
    subscribe(application, onNews) {
      const group = subscribers.get(application) ?? new Set();
      subscribers.set(application, group.add(onNews));
      return () => {
        group.delete(onNews);
        if (group.size === 0 && subscribers.get(application) === group)
          subscribers.delete(application);
      };
    },
    changed: (application) => tell(subscribers.get(application)),
    changedAll: () => tell([...subscribers.values()].flatMap((group) => [...group])),
  };
}
