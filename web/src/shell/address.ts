import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import { useShows } from '../api/queries';

/** One member of the address: every view is a link. Empty members are left out of it. */
export function useAddress(name: string, fallback = ''): [string, (value: string, push?: boolean) => void] {
  const [search, setSearch] = useSearchParams();
  const set = useCallback(
    (value: string, push = false) => {
      // The address bar knows of changes that the router has not drawn yet: none of them may be undone by this one.
      const next = new URLSearchParams(window.location.search);
      if (value === '' || value === fallback) next.delete(name);
      else next.set(name, value);
      setSearch(next, { replace: !push });
    },
    [fallback, name, setSearch],
  );
  return [search.get(name) ?? fallback, set];
}

/** The show of the page: the address says it, else it is the one seen last, else the first. */
export function useShowName(): string {
  const [named] = useAddress('show');
  const shows = useShows();
  if (named !== '') {
    window.sessionStorage.setItem('show', named);
    return named;
  }
  const seen = window.sessionStorage.getItem('show');
  return (shows.data?.find((show) => show.name === seen) ?? shows.data?.[0])?.name ?? '';
}
