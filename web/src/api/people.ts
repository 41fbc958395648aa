import { useQuery } from '@tanstack/react-query';
import { call } from './client';
import type { Principal, RoleView, ShowRole, TokenView } from './types';

/* Who acts, and who may do what in a show. */

const path = encodeURIComponent;

export const usePrincipals = () =>
  useQuery({
    queryKey: ['principals'],
    queryFn: async ({ signal }) => (await call<{ principals: Principal[] }>('/api/principals', { signal })).principals,
  });

/** Who is what in a show. */
export const useRoles = (show: string) =>
  useQuery({
    queryKey: ['roles', show],
    queryFn: async ({ signal }) =>
      (await call<{ roles: RoleView[] }>(`/api/shows/${path(show)}/roles`, { signal })).roles,
    enabled: show !== '',
  });

export const addPrincipal = (body: { name: string; title: string }) =>
  call<Principal>('/api/principals', { method: 'POST', body });

export const changePrincipal = (name: string, body: { disabled?: boolean; title?: string }) =>
  call<Principal>(`/api/principals/${path(name)}`, { method: 'PATCH', body });

export const invite = (name: string) =>
  call<{ token: TokenView; secret: string }>(`/api/principals/${path(name)}/invitation`, { method: 'POST' });

export const endSessions = (name: string) => call(`/api/principals/${path(name)}/sessions`, { method: 'DELETE' });

export const grantRole = (show: string, name: string, role: ShowRole | null) =>
  call(`/api/shows/${path(show)}/roles/${path(name)}`, { method: 'PUT', body: { role } });
