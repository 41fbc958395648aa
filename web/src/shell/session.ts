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

/** Trades a token for a session cookie that scripts cannot read. */
export async function signIn(token: string): Promise<void> {
  await call('/api/session', { method: 'POST', body: { token: token.trim() } });
}

export async function signOut(): Promise<void> {
  await call('/api/session', { method: 'DELETE' });
}

/** `acetate serve` prints an address with the token behind `#`, which no server and no log ever sees. */
async function takeTokenFromAddress(): Promise<void> {
  const match = /^#token=(.+)$/.exec(window.location.hash);
  if (!match?.[1]) return;
  window.history.replaceState(null, '', window.location.pathname + window.location.search);
  await signIn(decodeURIComponent(match[1]));
}
