import { hashKey, type Query, type QueryClient, type QueryKey } from '@tanstack/react-query';

/**
 * Keeps what the page shows true to the server. An answer that was on its way when something changed may have been read
 * before the change, so it is shown, and asked for once more. It is never cut off: a burst of news must not keep a slow
 * answer from ever arriving.
 */
export class Freshness {
  private readonly again = new Map<string, QueryKey>();
  private readonly stopWatching: () => void;

  constructor(private readonly client: QueryClient) {
    this.stopWatching = client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.query.state.fetchStatus === 'fetching') return;
      const key = this.again.get(event.query.queryHash);
      if (!key) return;
      this.again.delete(event.query.queryHash);
      // Who watches the cache is told in the middle of its change.
      queueMicrotask(() => this.mark((query) => query.queryHash === hashKey(key)));
    });
  }

  /** Makes queries stale; those on the page are asked for anew. */
  mark(matches: (query: Query) => boolean = () => true) {
    for (const query of this.client.getQueryCache().findAll({ predicate: matches, fetchStatus: 'fetching' }))
      this.again.set(query.queryHash, query.queryKey);
    void this.client.invalidateQueries({ predicate: matches }, { cancelRefetch: false });
  }

  stop() {
    this.stopWatching();
  }
}

const all = new WeakMap<QueryClient, Freshness>();

/** The freshness of a client's queries. */
export function freshnessOf(client: QueryClient): Freshness {
  const known = all.get(client) ?? new Freshness(client);
  all.set(client, known);
  return known;
}
