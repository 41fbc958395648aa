import { useQuery } from '@tanstack/react-query';
import { call, Problem } from '../api/client';
import type {
  MarkedCopyStanding,
  NewShare,
  SharedView,
  ShareList,
  ShareRight,
  ShareView,
  WaitingRequest,
} from '../api/types';

/* What is shared, by whom, with whom; and the door that a link opens. */

const path = encodeURIComponent;

export const useShares = () =>
  useQuery({
    queryKey: ['shares'],
    queryFn: ({ signal }) => call<ShareList>('/api/shares', { signal }),
    refetchInterval: 30_000,
  });

export const useShare = (id: string) =>
  useQuery({
    queryKey: ['share', id],
    queryFn: ({ signal }) => call<ShareView>(`/api/shares/${id}`, { signal }),
    refetchInterval: 30_000,
  });

export const useShareRequests = (isWanted: boolean) =>
  useQuery({
    queryKey: ['share-requests'],
    queryFn: async ({ signal }) =>
      (await call<{ requests: WaitingRequest[] }>('/api/shares/requests', { signal })).requests,
    refetchInterval: 30_000,
    enabled: isWanted,
  });

/** What a share holds, for those with whom it is shared. Whoever looks is told within seconds that it is over. */
export const useShared = (id: string) =>
  useQuery({
    queryKey: ['shared', id],
    queryFn: ({ signal }) => call<SharedView>(`/api/shared/${id}`, { signal }),
    refetchInterval: (query) => {
      if (query.state.error instanceof Problem && query.state.error.status === 410) return false;
      const until = query.state.data?.until;
      const now = query.state.data?.now;
      // By the server's clock: this machine's may be wrong.
      const left = until && now ? Date.parse(until) - Date.parse(now) : Number.POSITIVE_INFINITY;
      return Math.max(500, Math.min(10_000, left + 200));
    },
    enabled: id !== '',
  });

export const useSharedFiles = (id: string, item: number) =>
  useQuery({
    queryKey: ['shared-files', id, item],
    queryFn: ({ signal }) =>
      call<{ files: { path: string; length: number }[]; next?: string }>(`/api/shared/${id}/items/${item}/files`, {
        signal,
      }),
  });

/** The visitor's own copy of a clip, with the name of who sees it: asked for, and again until it is there. */
export const useMarkedCopy = (id: string, item: number, isWanted: boolean) =>
  useQuery({
    queryKey: ['marked', id, item],
    queryFn: ({ signal }) =>
      call<MarkedCopyStanding>(`/api/shared/${id}/items/${item}/marked`, { method: 'POST', signal }),
    // Once it plays it need not be asked for; what could not be made is tried again after half a minute.
    refetchInterval: (query) =>
      query.state.data?.state === 'made' ? false : query.state.data?.state === 'failed' ? 30_000 : 2_000,
    enabled: isWanted,
  });

/** A clip to share; of some of its frames the first, and the one after the last. */
export interface ClipToShare {
  clip: string;
  in?: string;
  out?: string;
  daily?: boolean;
}

export interface ShareOrder {
  show?: string;
  title?: string;
  message?: string;
  clips?: ClipToShare[];
  folders?: string[];
  parent?: string;
  recipients?: { name: string; rights: ShareRight[] }[];
  link?: { rights: ShareRight[]; passphrase?: string; domains?: string[] };
  until?: string;
  watermark?: boolean;
}

export const makeShare = (order: ShareOrder) => call<NewShare>('/api/shares', { method: 'POST', body: order });

export const revokeShare = (id: string) => call(`/api/shares/${id}`, { method: 'DELETE' });

export const moveShareEnd = (id: string, until: string | null) =>
  call(`/api/shares/${id}`, { method: 'PATCH', body: { until } });

export const openShareTo = (id: string, name: string, rights: ShareRight[] | null) =>
  call(`/api/shares/${id}/recipients/${path(name)}`, { method: 'PUT', body: { rights } });

export const decideRequest = (id: string, request: string, granted: boolean) =>
  call(`/api/shares/${id}/requests/${request}`, { method: 'POST', body: { granted } });

export const askForShare = (id: string, message: string) =>
  call(`/api/shares/${id}/requests`, { method: 'POST', body: { message } });

export interface LinkKey {
  linkToken: string;
  passphrase?: string;
  mail?: string;
  requestToken?: string;
}

export const openLink = (key: LinkKey) => call<SharedView>('/api/shared/open', { method: 'POST', body: key });

export const askByLink = (linkToken: string, mail: string, message: string) =>
  call<{ requestToken: string }>('/api/shared/ask', { method: 'POST', body: { linkToken, mail, message } });
