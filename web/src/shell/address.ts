import { useCallback, useEffect, useRef, useState } from 'react';
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

/**
 * Text that is typed: the field follows the keys at once, and the address follows the field. A field that waited for
 * the address would drop letters, because the router changes it when the page has time.
 */
export function useTyped(name: string): [string, (value: string) => void] {
  const [value, set] = useAddress(name);
  const [text, setText] = useState(value);
  // Everything this field wrote: the address echoes it late and in pieces, and no echo may undo a key pressed since.
  const own = useRef(new Set([value]));
  useEffect(() => {
    if (own.current.has(value)) return;
    own.current = new Set([value]);
    setText(value);
  }, [value]);
  return [
    text,
    (next) => {
      own.current.add(next);
      setText(next);
      set(next);
    },
  ];
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
