import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../api/client';
import type { SearchPage, SearchSummary, SmartCollection } from '../api/types';

/*
 * What the Library asks for. Every key names the shows that the answer is about, so that an event of one of them makes it stale
 * (src/shell/events.ts): a list stays current while footage arrives.
 */

/** What a search is about: the words, and the shows that its answers depend on. */
export interface Search {
  query: string;
  sort: string;
  shows: string[];
}

const parameters = (values: Record<string, string>) =>
  new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();

/** A part of what is found, from a place in the list on. */
export const readHits = async ({ query, sort }: Search, offset: number, limit: number, signal: AbortSignal) =>
  (
    await call<SearchPage>(
      `/api/clips/search?${parameters({ q: query, sort, offset: String(offset), limit: String(limit) })}`,
      { signal },
    )
  ).clips;

/** How many clips are found, and what there is of them by field; the last answer stays until the next one is there. */
export const useSummary = ({ query, shows }: Search) =>
  useQuery({
    queryKey: ['summary', query, ...shows],
    queryFn: ({ signal }) => call<SearchSummary>(`/api/clips/summary?${parameters({ q: query })}`, { signal }),
    placeholderData: keepPreviousData,
  });

/** Where everything that is found is to be had as a list for other programs. */
export const listAddress = ({ query, sort }: Search, form: string) =>
  `/api/clips/list.${form}?${parameters({ q: query, sort })}`;

export const useCollections = () =>
  useQuery({
    queryKey: ['smart-collections'],
    queryFn: async ({ signal }) =>
      (await call<{ collections: SmartCollection[] }>('/api/smart-collections', { signal })).collections,
  });

export const addCollection = (body: { name: string; query: string; sort: string; show?: string }) =>
  call<SmartCollection>('/api/smart-collections', { method: 'POST', body });

export const removeCollection = (id: string) => call(`/api/smart-collections/${id}`, { method: 'DELETE' });
