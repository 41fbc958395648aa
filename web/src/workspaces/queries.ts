import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../api/client';
import type { WorkspaceAccess, WorkspaceSummary, WorkspaceView } from '../api/types';

/* What is in workspaces, and who may see it. */

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
