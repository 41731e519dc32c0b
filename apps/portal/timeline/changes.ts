import type { ApplicationRef } from '#contract/index.ts';

/**
 * Tells live pages that an application's timeline has changed, and nothing about the change: each
 * page reads the timeline again, under its own user's rights. One for the process.
 */
export interface TimelineChanges {
  /** Calls `onChange` whenever something may have happened. Returns the function that ends it. */
  subscribe(application: ApplicationRef, onChange: () => void): () => void;
  /** This application has changed. Takes the payload of a Postgres notification. */
  notify(application: string): void;
  /** Any application may have changed: notifications may have been missed. */
  notifyAll(): void;
}

/** Fans out what the process's one listening connection receives (infra/postgres/listen.ts). */
export function createTimelineChanges(): TimelineChanges {
  const subscribers = new Map<string, Set<() => void>>();
  const call = (group: Iterable<() => void> = []): void => {
    for (const onChange of [...group]) onChange();
  };

  return {
    subscribe(application, onChange) {
      const group = subscribers.get(application) ?? new Set();
      subscribers.set(application, group.add(onChange));
      return () => {
        group.delete(onChange);
        if (group.size === 0 && subscribers.get(application) === group)
          subscribers.delete(application);
      };
    },
    notify: (application) => call(subscribers.get(application)),
    notifyAll: () => call([...subscribers.values()].flatMap((group) => [...group])),
  };
}
