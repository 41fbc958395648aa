import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { Problem } from '../api/client';
import { freshnessOf } from '../api/fresh';
import { type KeyBinding, useKeys } from './keys';

/** Something that was done and can be taken back for a while. */
interface Done {
  message: string;
  /** Takes it back; a promise that fails says why it could not be. */
  undo?: () => unknown;
}

let current: Done | null = null;
const watchers = new Set<() => void>();

/** Says what was done at the foot of the page, with a button that takes it back. */
export function say(done: Done | null) {
  current = done;
  for (const watcher of watchers) watcher();
}

async function takeBack(undo: () => unknown, client: QueryClient) {
  say(null);
  try {
    await undo();
    // What was taken back may stand on the page in many places.
    freshnessOf(client).mark();
    say({ message: 'It is taken back.' });
  } catch (error) {
    say({
      message: error instanceof Problem ? `${error.message} ${error.advice}`.trim() : 'It could not be taken back.',
    });
  }
}

export function Said() {
  const client = useQueryClient();
  const done = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => current,
  );
  const undo = done?.undo;
  useEffect(() => {
    if (!done) return;
    const timer = window.setTimeout(() => say(null), 12_000);
    return () => window.clearTimeout(timer);
  }, [done]);
  useKeys(
    useMemo<KeyBinding[]>(
      () => (undo ? [{ key: 'u', does: 'take back what was just done', run: () => void takeBack(undo, client) }] : []),
      [client, undo],
    ),
  );
  return (
    <div className="said" role="status" aria-live="polite">
      {done ? (
        <p>
          {done.message}
          {undo ? (
            <button type="button" aria-keyshortcuts="u" onClick={() => void takeBack(undo, client)}>
              Undo <kbd>u</kbd>
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
