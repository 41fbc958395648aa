import { useEffect, useSyncExternalStore } from 'react';

/** Something that was done and can be taken back for a while. */
interface Done {
  message: string;
  undo?: () => void;
}

let current: Done | null = null;
const watchers = new Set<() => void>();

/** Says what was done at the foot of the page, with a button that takes it back. */
export function say(done: Done | null) {
  current = done;
  for (const watcher of watchers) watcher();
}

export function Said() {
  const done = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => current,
  );
  useEffect(() => {
    if (!done) return;
    const timer = window.setTimeout(() => say(null), 12_000);
    return () => window.clearTimeout(timer);
  }, [done]);
  return (
    <div className="said" role="status" aria-live="polite">
      {done ? (
        <p>
          {done.message}
          {done.undo ? (
            <button
              type="button"
              onClick={() => {
                done.undo?.();
                say(null);
              }}
            >
              Undo
            </button>
          ) : null}
          <button type="button" aria-label="Dismiss" onClick={() => say(null)}>
            ✕
          </button>
        </p>
      ) : null}
    </div>
  );
}
