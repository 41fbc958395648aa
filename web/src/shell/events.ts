import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

/** An event as the library records it; the fields the page uses. */
export interface LiveEvent {
  sequence: number;
  at: string;
  kind: string;
  message: string;
  actor: string;
  show: string;
  roll?: string | null;
  clip?: string | null;
  job?: string | null;
}

/** Progress of a running step; it is never stored, only shown. */
export interface LiveProgress {
  job: string;
  roll?: string | null;
  stage: string;
  done: number;
  total: number;
  detail?: { bytesPerSecond?: number; etaSeconds?: number; limitedBy?: string } | null;
}

export type Connection = 'connecting' | 'live' | 'lost';

let connection: Connection = 'connecting';
const watchers = new Set<() => void>();

function become(next: Connection) {
  connection = next;
  for (const watcher of watchers) watcher();
}

/** Whether the page is live. */
export function useConnection(): Connection {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => connection,
  );
}

/**
 * Follows the server's events: each stored one makes the queries that show its roll, show or job stale; progress is
 * put straight into the cache. The browser reconnects by itself and continues after the last event it saw.
 */
export function useLiveUpdates() {
  const client = useQueryClient();
  useEffect(() => {
    const source = new EventSource('/api/events');
    const pending = new Set<string>();
    let timer: number | undefined;

    const refreshSoon = (key: string) => {
      pending.add(key);
      timer ??= window.setTimeout(() => {
        timer = undefined;
        const keys = [...pending];
        pending.clear();
        for (const name of keys) void client.invalidateQueries({ predicate: (query) => query.queryKey.includes(name) });
      }, 250);
    };

    source.onopen = () => {
      if (connection === 'lost') void client.invalidateQueries();
      become('live');
    };
    source.onerror = () => become('lost');
    source.onmessage = (message) => {
      const event = JSON.parse(message.data) as LiveEvent;
      if (event.roll) refreshSoon(event.roll);
      if (event.show) refreshSoon(event.show);
      if (event.job) refreshSoon('jobs');
    };
    source.addEventListener('progress', (message) => {
      const progress = JSON.parse((message as MessageEvent<string>).data) as LiveProgress;
      if (progress.roll) client.setQueryData(['progress', progress.roll, progress.stage], progress);
    });

    return () => {
      window.clearTimeout(timer);
      source.close();
    };
  }, [client]);
}
