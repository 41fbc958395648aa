import { useQuery } from '@tanstack/react-query';
import type { Answer } from '../api/answer';
import { call, Problem } from '../api/client';
import type { components } from '../api/generated/schema';

/** Who is signed in. */
export type Me = Answer<components['schemas']['Me']>;

/** The signed-in principal, or null when nobody is. */
export function useMe() {
  return useQuery({
    queryKey: ['me'],
    queryFn: async ({ signal }) => {
      await takeTokenFromAddress();
      try {
        return await call<Me>('/api/me', { signal });
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

/** Whether somebody may correct and comment in a show. The server decides; this only hides what it would refuse. */
export function mayOperate(me: Me | null | undefined, show: string): boolean {
  const role = me?.administrator ? 'owner' : me?.roles[show];
  return (me?.scopes.includes('operate') ?? false) && (role === 'operator' || role === 'owner');
}

/** Whether somebody has no role in any show: they see the workspaces they were let into, and nothing else is there for them. */
export function isGuest(me: Me): boolean {
  return !me.administrator && Object.keys(me.roles).length === 0;
}

/** What opens the door. */
export type Credentials = { token: string } | { name: string; password: string; code?: string };

/** Whether people can sign in at their company's identity provider, and what it is called. */
export function useProvider() {
  return useQuery({
    queryKey: ['provider'],
    queryFn: ({ signal }) => call<Answer<components['schemas']['SignInProvider']>>('/api/session/provider', { signal }),
    staleTime: 60_000,
  });
}

/** Where the browser goes to sign in at the provider; it comes back to the page that is open now. */
export function beginAtProvider(): string {
  return `/api/session/provider/begin?to=${encodeURIComponent(window.location.pathname + window.location.search)}`;
}

/** Begins a session, in a cookie that scripts cannot read. */
export async function signIn(credentials: Credentials): Promise<void> {
  await call('/api/session', { method: 'POST', body: credentials });
}

export const choosePassword = (body: { password: string; oldPassword?: string; code?: string }) =>
  call<Me>('/api/me/password', { method: 'POST', body });

/** Whether somebody must set up a second factor before anything else. */
export function mustSetUp(me: Me): boolean {
  return me.scopes.length === 1 && me.scopes[0] === 'second-factor';
}

export type SecondFactor = Answer<components['schemas']['SecondFactor']>;
export type SecondFactorOffer = Answer<components['schemas']['SecondFactorOffer']>;

/** Whether there is a second factor, and must be one. */
export function useSecondFactor() {
  return useQuery({
    queryKey: ['me', 'second-factor'],
    queryFn: ({ signal }) => call<SecondFactor>('/api/me/second-factor', { signal }),
  });
}

export const beginSecondFactor = (body: { password?: string; code?: string }) =>
  call<SecondFactorOffer>('/api/me/second-factor', { method: 'POST', body });

export const confirmSecondFactor = (code: string) =>
  call<{ codes: string[] }>('/api/me/second-factor/confirmation', { method: 'POST', body: { code } });

export const renewRecoveryCodes = (code: string) =>
  call<{ codes: string[] }>('/api/me/second-factor/recovery-codes', { method: 'POST', body: { code } });

export const removeSecondFactor = (code: string) =>
  call('/api/me/second-factor/removal', { method: 'POST', body: { code } });

export const signOutEverywhere = () => call('/api/me/sessions', { method: 'DELETE' });

export async function signOut(): Promise<void> {
  await call('/api/session', { method: 'DELETE' });
}

/** `acetate serve` prints an address with the token behind `#`, which no server and no log ever sees. */
async function takeTokenFromAddress(): Promise<void> {
  const match = /^#token=(.+)$/.exec(window.location.hash);
  if (!match?.[1]) return;
  window.history.replaceState(null, '', window.location.pathname + window.location.search);
  try {
    await signIn({ token: decodeURIComponent(match[1]) });
  } catch (failure) {
    if (!(failure instanceof Problem && failure.status === 401)) throw failure;
    // The door says so: a link that has no use any more is no error of the page.
    isLinkSpent = true;
  }
}

let isLinkSpent = false;

/** Whether the page was opened by a link that lets nobody in any more. */
export const wasLinkSpent = () => isLinkSpent;
