import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../api/client';
import type {
  Asset,
  BinEntry,
  EntryList,
  UploadView,
  Workspace,
  WorkspaceAccess,
  WorkspaceSummary,
  WorkspaceView,
} from '../api/types';

/* What is in workspaces, and who may see it. */

/** Keeps a file of a workspace as an asset of the library. */
export const keepAsAsset = (workspace: string, file: string) =>
  call<Asset>(`/api/workspaces/${workspace}/kept/${file}/asset`, { method: 'POST', body: {} });

const path = encodeURIComponent;

export const useWorkspaces = () =>
  useQuery({
    queryKey: ['workspaces'],
    queryFn: async ({ signal }) =>
      (await call<{ workspaces: WorkspaceSummary[] }>('/api/workspaces', { signal })).workspaces,
    // Nobody who sees no show is told of its events; what is made for them arrives all the same.
    refetchInterval: 30_000,
  });

export const useWorkspace = (id: string) =>
  useQuery({
    queryKey: ['workspace', id],
    queryFn: ({ signal }) => call<WorkspaceView>(`/api/workspaces/${id}`, { signal }),
    refetchInterval: 30_000,
  });

export const useWorkspaceFiles = (id: string, folder: string) =>
  useInfiniteQuery({
    queryKey: ['workspace-files', id, folder],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      call<{ files: { path: string; length: number }[]; next?: string }>(
        `/api/workspaces/${id}/folders/${folder}/files${pageParam === '' ? '' : `?after=${path(pageParam)}`}`,
        { signal },
      ),
    getNextPageParam: (page) => page.next,
    // A folder that is sealed does not change.
    staleTime: Number.POSITIVE_INFINITY,
  });

export const letIntoWorkspace = (id: string, name: string, body: { access: WorkspaceAccess | null; until?: string }) =>
  call(`/api/workspaces/${id}/members/${path(name)}`, { method: 'PUT', body });

/** What lies in a folder of a workspace, a thousand files at a time; null for the workspace itself. */
export const useEntries = (id: string, folder: string | null) =>
  useInfiniteQuery({
    queryKey: ['workspace-entries', id, folder],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({
        ...(folder ? { folder } : {}),
        ...(pageParam ? { after: pageParam } : {}),
      });
      return call<EntryList>(`/api/workspaces/${id}/entries?${query}`, { signal });
    },
    getNextPageParam: (page) => page.next,
    refetchInterval: 30_000,
  });

/** One's own files that are on their way into a workspace, or were refused. */
export const useUploads = (id: string) =>
  useQuery({
    queryKey: ['workspace-uploads', id],
    queryFn: async ({ signal }) =>
      (await call<{ uploads: UploadView[] }>(`/api/workspaces/${id}/uploads`, { signal })).uploads,
  });

export const addFolder = (id: string, name: string, parent: string | null) =>
  call(`/api/workspaces/${id}/folders`, { method: 'POST', body: { name, parent } });

/** One's own workspace in a show, made when it is used for the first time. */
export const openOwnWorkspace = (show: string) =>
  call<Workspace>(`/api/shows/${path(show)}/workspaces/own`, { method: 'PUT' });

export const addWorkspace = (show: string, name: string, kind: Workspace['kind']) =>
  call<Workspace>(`/api/shows/${path(show)}/workspaces`, { method: 'POST', body: { name, kind } });

/** What was put into a workspace's bin, the latest first. */
export const useBin = (id: string) =>
  useQuery({
    queryKey: ['workspace-bin', id],
    queryFn: async ({ signal }) =>
      (await call<{ entries: BinEntry[] }>(`/api/workspaces/${id}/bin`, { signal })).entries,
  });

export const renameEntry = (id: string, entry: string, name: string) =>
  call(`/api/workspaces/${id}/entries/${entry}/name`, { method: 'PUT', body: { name } });

export const moveEntries = (id: string, entries: readonly string[], folder: string | null) =>
  call(`/api/workspaces/${id}/entries/move`, { method: 'POST', body: { entries, folder } });

export const deleteEntries = (id: string, entries: readonly string[]) =>
  call(`/api/workspaces/${id}/bin`, { method: 'POST', body: { entries } });

export const restoreEntries = (id: string, entries: readonly string[]) =>
  call(`/api/workspaces/${id}/bin/restore`, { method: 'POST', body: { entries } });

/** Empties the bin for good of what lay in it at an instant. */
export const emptyBin = (id: string, until: string) =>
  call<{ files: number }>(`/api/workspaces/${id}/bin?until=${encodeURIComponent(until)}`, { method: 'DELETE' });
