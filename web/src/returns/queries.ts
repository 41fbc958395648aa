import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../api/client';
import type { ReturnCounts, ReturnReceipt, ReturnView, VendorReturn, VendorStatus } from '../api/types';

/* What vendors hand in, and what they see of it. */

const path = encodeURIComponent;

export const returnsQuery = (show: string) => ({
  queryKey: ['returns', show],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await call<{ returns: VendorReturn[] }>(`/api/shows/${path(show)}/returns`, { signal })).returns,
  refetchInterval: 30_000,
});

export const useReturns = (show: string) => useQuery({ ...returnsQuery(show), enabled: show !== '' });

export const useReturnCounts = (show: string) =>
  useQuery({
    queryKey: ['return-counts', show],
    queryFn: async ({ signal }) =>
      (await call<{ vendors: ReturnCounts[] }>(`/api/shows/${path(show)}/returns/counts`, { signal })).vendors,
    enabled: show !== '',
    refetchInterval: 30_000,
  });

export const arrivedQuery = (show: string, vendor: string) =>
  queryOptions({
    queryKey: ['arrived-returns', show, vendor],
    queryFn: ({ signal }) =>
      call<{ folders: string[]; arriving: string[]; takenIn: string[] }>(
        `/api/shows/${path(show)}/returns/arrived?vendor=${path(vendor)}`,
        { signal },
      ),
    // What is on its way is seen to arrive.
    refetchInterval: (query) => (query.state.data?.arriving.length ? 3_000 : 30_000),
  });

/** Folders that a vendor handed in. */
export const useArrived = (show: string, vendor: string) => useQuery(arrivedQuery(show, vendor));

export const useReturn = (id: string) =>
  useQuery({
    queryKey: ['return', id],
    queryFn: ({ signal }) => call<ReturnView>(`/api/returns/${id}`, { signal }),
  });

export const useVendorStatus = (workspace: string) =>
  useQuery({
    queryKey: ['vendor-status', workspace],
    queryFn: ({ signal }) => call<VendorStatus>(`/api/workspaces/${workspace}/status`, { signal }),
    refetchInterval: 30_000,
  });

export const receive = (show: string, vendor: string, folder: string) =>
  call<ReturnReceipt>(`/api/shows/${path(show)}/returns`, { method: 'POST', body: { vendor, folder } });

export const decide = (id: string, verb: 'approve' | 'reject' | 'withdraw', reason: string) =>
  call<ReturnView>(`/api/returns/${id}/${verb}`, { method: 'POST', body: { reason } });
