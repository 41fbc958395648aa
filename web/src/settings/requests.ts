import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../api/client';
import type {
  BudgetUse,
  IngestSite,
  PlateNamePreview,
  Show,
  ShowDocument,
  ShowRevision,
  ShowSettings,
  ShowUsageView,
} from '../api/types';

/* A show's settings, looks and framing lists. Keys name the show, so that what others change makes an answer stale. */

const path = encodeURIComponent;

export const useShowChanges = (show: string) =>
  useQuery({
    queryKey: ['show changes', show],
    queryFn: async ({ signal }) =>
      (await call<{ changes: ShowRevision[] }>(`/api/shows/${path(show)}/changes`, { signal })).changes,
  });

export const useShowDocuments = (show: string) =>
  useQuery({
    queryKey: ['show documents', show],
    queryFn: async ({ signal }) =>
      (await call<{ documents: ShowDocument[] }>(`/api/shows/${path(show)}/documents`, { signal })).documents,
  });

/** What a template makes of plates that there are; the last answer stays until the next one is there. */
export const useNamePreview = (show: string, template: string) =>
  useQuery({
    queryKey: ['name preview', show, template],
    queryFn: ({ signal }) =>
      call<PlateNamePreview>(`/api/shows/${path(show)}/name-preview?template=${path(template)}`, { signal }),
    placeholderData: keepPreviousData,
  });

/** What a show keeps and took. Asked now and then, and not at each change: it sums up everything of the show. */
export const usageQuery = (show: string) => ({
  // The show is not a part of the key by itself: what happens in it is told many times a minute.
  queryKey: [`usage of ${show}`],
  queryFn: ({ signal }: { signal: AbortSignal }) => call<ShowUsageView>(`/api/shows/${path(show)}/usage`, { signal }),
  refetchInterval: 60_000,
});

/** The places from which cards of a show come in. What they bring changes all the time. */
export const sitesQuery = (show: string) => ({
  queryKey: ['ingest sites', show],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await call<{ sites: IngestSite[] }>(`/api/shows/${path(show)}/sites`, { signal })).sites,
  refetchInterval: 5_000,
});

/** What a site's uploads may take together, in bytes per second (null: all that the line gives), and whose work goes first, -100 to 100. */
export const setSite = (show: string, site: string, bytesPerSecond: number | null, priority: number) =>
  call<void>(`/api/shows/${path(show)}/sites/${path(site)}`, { method: 'PUT', body: { bytesPerSecond, priority } });

export const clearSite = (show: string, site: string) =>
  call<void>(`/api/shows/${path(show)}/sites/${path(site)}`, { method: 'DELETE' });

/** How a budget that is not kept well stands, in words. */
export const budgetWord = (use: BudgetUse) => (use.state === 'over' ? 'over the budget' : 'nearly used up');

/** What is to be different, and the version of the show that it rests on. */
export interface ShowWish {
  title?: string;
  settings?: ShowSettings;
  version: number;
}

export const changeShow = (show: string, wish: ShowWish) =>
  call<Show>(`/api/shows/${path(show)}`, { method: 'PATCH', body: wish });

export const revertShow = (show: string, version: number) =>
  call<Show>(`/api/shows/${path(show)}/changes/${version}/revert`, { method: 'POST', body: {} });

export const addDocument = async (show: string, file: File, isDefault: boolean) =>
  call<ShowDocument>(`/api/shows/${path(show)}/documents`, {
    method: 'POST',
    body: { name: file.name, content: await base64Of(file), isDefault },
  });

export const setDefault = (document: ShowDocument, isDefault: boolean) =>
  call<ShowDocument>(`/api/shows/${path(document.show)}/documents/${document.id}/default`, {
    method: isDefault ? 'PUT' : 'DELETE',
  });

export const removeDocument = (document: ShowDocument) =>
  call<ShowDocument>(`/api/shows/${path(document.show)}/documents/${document.id}`, { method: 'DELETE' });

export const restoreDocument = (document: ShowDocument) =>
  call<ShowDocument>(`/api/shows/${path(document.show)}/documents/${document.id}/restore`, {
    method: 'POST',
    body: {},
  });

const base64Of = (file: File) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.readAsDataURL(file);
  });
