import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { type Freshness, freshnessOf } from '../api/fresh';
import type { LibraryEvent } from '../api/types';
import { forget, take } from './live';

/** Progress of a running step; it is never stored, only shown. */
export interface LiveProgress {
  job: string;
  step?: string;
  show?: string;
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

/** Follows the server's events: each stored one makes the queries that show its roll, show or job stale. */
export function useLiveUpdates() {
  const client = useQueryClient();
  useEffect(() => {
    const fresh = freshnessOf(client);
    const stale = new Staleness(fresh);
    let source: EventSource;
    let last = '';
    let again: number | undefined;

    const open = () => {
      source = new EventSource(last ? `/api/events?after=${last}` : '/api/events');
      source.onopen = () => {
        // What was loaded before the stream began, or while it was away, may be old already.
        fresh.mark();
        become('live');
      };
      source.onerror = () => {
        forget();
        become('lost');
        // The browser tries again by itself unless the answer was no stream at all, as from a server that starts up.
        if (source.readyState !== EventSource.CLOSED) return;
        window.clearTimeout(again);
        again = window.setTimeout(open, 2_000);
      };
      source.onmessage = (message) => {
        last = message.lastEventId || last;
        const event = JSON.parse(message.data) as LibraryEvent;
        if (event.roll) stale.mark(event.roll, 250);
        if (event.show) stale.mark(event.show, 250);
        const pull = (event.data as { pull?: string } | undefined)?.pull;
        if (pull) stale.mark(pull, 250);
        if (event.kind === 'show.changed') stale.mark('shows', 250);
        stale.mark('jobs', 250);
      };
      source.addEventListener('progress', (message) => {
        const progress = JSON.parse((message as MessageEvent<string>).data) as LiveProgress;
        take(progress, Date.now());
        // Mere progress moves the bars every two seconds, which is often enough to read.
        if (progress.roll) stale.mark(progress.roll, 2_000);
        if (progress.show) stale.mark(`progress of ${progress.show}`, 2_000);
        stale.mark('jobs', 2_000);
      });
    };

    open();
    return () => {
      window.clearTimeout(again);
      stale.stop();
      source.close();
    };
  }, [client]);
}

/** Gathers what became stale, so that a burst of events costs one request for each query. */
class Staleness {
  private readonly due = new Map<string, number>();
  private timer: number | undefined;

  constructor(private readonly fresh: Freshness) {}

  mark(key: string, milliseconds: number) {
    const at = Date.now() + milliseconds;
    this.due.set(key, Math.min(this.due.get(key) ?? at, at));
    this.wait();
  }

  stop() {
    window.clearTimeout(this.timer);
  }

  private wait() {
    window.clearTimeout(this.timer);
    if (this.due.size === 0) return;
    this.timer = window.setTimeout(() => this.refresh(), Math.max(0, Math.min(...this.due.values()) - Date.now()));
  }

  private refresh() {
    const now = Date.now();
    const keys = [...this.due].filter(([, at]) => at <= now).map(([key]) => key);
    for (const key of keys) this.due.delete(key);
    this.fresh.mark((query) => keys.some((key) => query.queryKey.includes(key)));
    this.wait();
  }
}
