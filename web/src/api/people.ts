import { useQuery } from '@tanstack/react-query';
import { call } from './client';
import type { AccessPolicy, Principal, RoleView, ShowRole, TokenView } from './types';

/* Who acts, and who may do what in a show. */

const path = encodeURIComponent;

export const usePrincipals = () =>
  useQuery({
    queryKey: ['principals'],
    queryFn: ({ signal }) =>
      call<{ principals: Principal[]; withSecondFactor: string[] }>('/api/principals', { signal }),
  });

/** Who is what in a show. */
export const useRoles = (show: string) =>
  useQuery({
    queryKey: ['roles', show],
    queryFn: async ({ signal }) =>
      (await call<{ roles: RoleView[] }>(`/api/shows/${path(show)}/roles`, { signal })).roles,
    enabled: show !== '',
  });

export const addPrincipal = (body: { name: string; title: string; mail: string }) =>
  call<Principal>('/api/principals', { method: 'POST', body });

export const changePrincipal = (
  name: string,
  body: { disabled?: boolean; title?: string; mail?: string; needsSecondFactor?: boolean },
) => call<Principal>(`/api/principals/${path(name)}`, { method: 'PATCH', body });

export const invite = (name: string) =>
  call<{ token: TokenView; secret: string }>(`/api/principals/${path(name)}/invitation`, { method: 'POST' });

export const endSessions = (name: string) => call(`/api/principals/${path(name)}/sessions`, { method: 'DELETE' });

/** Takes somebody's second factor away, who lost it. */
export const resetSecondFactor = (name: string) =>
  call(`/api/principals/${path(name)}/second-factor`, { method: 'DELETE' });

/** What the installation asks of everybody. */
export const usePolicy = () =>
  useQuery({
    queryKey: ['principals', 'policy'],
    queryFn: ({ signal }) => call<AccessPolicy>('/api/policy', { signal }),
  });

export const putPolicy = (body: AccessPolicy) => call<AccessPolicy>('/api/policy', { method: 'PUT', body });

export const grantRole = (show: string, name: string, role: ShowRole | null) =>
  call(`/api/shows/${path(show)}/roles/${path(name)}`, { method: 'PUT', body: { role } });
