import { type QueryKey, useQueries } from '@tanstack/react-query';

/**
 * The pages of a long list that are in sight, and no others: what was scrolled past is let go, so neither the page in the
 * browser nor an answer of the server grows with the list.
 */
export function usePages<Item>(list: {
  key: QueryKey;
  size: number;
  /** The first and last row in sight. */
  first: number;
  last: number;
  read: (page: number, signal: AbortSignal) => Promise<Item[]>;
  enabled?: boolean;
}): { at: (index: number) => Item | undefined; isPending: boolean; error: Error | null; retry: () => void } {
  const { key, size, read, enabled = true } = list;
  const from = Math.max(0, Math.floor(list.first / size));
  const to = Math.max(from, Math.floor(list.last / size));
  const pages = useQueries({
    queries: Array.from({ length: to - from + 1 }, (_, index) => ({
      queryKey: [...key, 'page', size, from + index],
      queryFn: ({ signal }: { signal: AbortSignal }) => read(from + index, signal),
      gcTime: 60_000,
      enabled,
    })),
  });
  return {
    at: (index) => pages[Math.floor(index / size) - from]?.data?.[index % size],
    isPending: pages.every((page) => page.isPending),
    error: pages.find((page) => page.error)?.error ?? null,
    retry: () => {
      for (const page of pages) void page.refetch();
    },
  };
}
