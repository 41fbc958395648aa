import { useQuery } from '@tanstack/react-query';
import { call, Problem } from '../api/client';
import { beforeNextTry, mayHelp, sendPieces, tagOf } from '../api/tus';
import type { EventFrames, OfflineBegun, OfflineEvents, OfflineView } from '../api/types';
import type { StateWord } from '../shell/State';

/* Reference movies of a cut. */

const of = (cut: string, offline: string) => `/api/cuts/${cut}/offlines/${offline}`;

/** The address at which a movie plays. */
export const proxyOf = (cut: string, offline: string) => `${of(cut, offline)}/proxy.mp4`;

/** The picture of original, offline and difference that the comparison made of an event. */
export const sheetOf = (cut: string, offline: string, event: string) =>
  `${of(cut, offline)}/events/${encodeURIComponent(event)}/picture.jpg`;

/** The movies of a cut, asked for again for as long as something becomes of one. */
export const useOfflines = (cut: string, show: string) =>
  useQuery({
    queryKey: ['offlines', cut, show],
    queryFn: async ({ signal }) =>
      (await call<{ offlines: OfflineView[] }>(`/api/cuts/${cut}/offlines`, { signal })).offlines,
    refetchInterval: ({ state }) => (state.data?.some(isMoving) ? 1500 : false),
  });

/** Where the events lie in a movie, and what comparing them came to. */
export const useOfflineEvents = (cut: string, view: OfflineView | undefined) =>
  useQuery({
    // The last event may be counted before its verdict is kept: the end of the job asks once more.
    queryKey: [
      'offline events',
      cut,
      view?.offline.id ?? '',
      view?.start,
      view?.check?.job,
      view?.check?.state,
      view?.check?.compared,
    ],
    queryFn: ({ signal }) => call<OfflineEvents>(`${of(cut, view?.offline.id ?? '')}/events`, { signal }),
    enabled: view !== undefined,
    placeholderData: (before) => before,
  });

/** Which frame of a clip is seen at each frame of an event. */
export const useEventFrames = (
  cut: string,
  event: string,
  clip: string | undefined,
  frames: { start: number; count: number } | null | undefined,
) =>
  useQuery({
    queryKey: ['event frames', cut, event, clip, frames?.start, frames?.count],
    queryFn: ({ signal }) =>
      call<EventFrames>(
        `/api/cuts/${cut}/events/${encodeURIComponent(event)}/frames?clip=${clip}&start=${frames?.start}&count=${frames?.count}`,
        { signal },
      ),
    enabled: clip !== undefined && frames !== null && frames !== undefined,
    retry: false,
  });

const isMoving = ({ stage, check }: OfflineView) =>
  stage === 'arriving' || stage === 'preparing' || check?.state === 'waiting' || check?.state === 'running';

/** The movie that is looked at: the newest that can be. */
export const shownOf = (offlines: readonly OfflineView[] | undefined) => offlines?.find((one) => one.isPlayable);

export const removeOffline = (cut: string, id: string) => call(of(cut, id), { method: 'DELETE' });

export const restoreOffline = (cut: string, id: string) => call(`${of(cut, id)}/restore`, { method: 'POST', body: {} });

export const checkOffline = (cut: string, id: string) =>
  call<OfflineView>(`${of(cut, id)}/check`, { method: 'POST', body: {} });

/** A verdict's word, its sign and its colour. */
export function verdictOf(verdict: string): { word: string; sign: string; tone: StateWord } {
  switch (verdict) {
    case 'alike':
      return { word: verdict, sign: '●', tone: 'done' };
    case 'doubtful':
      return { word: verdict, sign: '◆', tone: 'late' };
    case 'different':
      return { word: verdict, sign: '▲', tone: 'failed' };
    default:
      return { word: verdict, sign: '○', tone: 'waiting' };
  }
}

/** A movie that this page sends. It goes on while another place of the app is open. */
export interface Going {
  readonly cut: string;
  readonly name: string;
  readonly size: number;
  readonly sent: number;
  /** Why it waits or failed; empty otherwise. */
  readonly reason: string;
  readonly isFailed: boolean;
}

let going: Going | null = null;
let stop: AbortController | null = null;
const watchers = new Set<() => void>();

export const goingNow = () => going;

export function watchGoing(watcher: () => void) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function put(next: Going | null) {
  going = next;
  for (const watcher of watchers) watcher();
}

/** Stops sending; what the server has of it stays for a week, and goes on when the same file is chosen again. */
export function stopSending() {
  stop?.abort();
  put(null);
}

/** Hands a movie in; resolves when its last byte has come. Chosen again, the same file goes on where it was. */
export async function handIn(cut: string, file: File): Promise<void> {
  stop?.abort();
  stop = new AbortController();
  const { signal } = stop;
  const one: Going = { cut, name: file.name, size: file.size, sent: 0, reason: '', isFailed: false };
  put(one);
  const tag = await tagOf(file);
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      const begun = await call<OfflineBegun>(`/api/cuts/${cut}/offlines`, {
        method: 'POST',
        body: { name: file.name, length: file.size, tag },
        signal,
      });
      put({ ...one, sent: begun.offset });
      await sendPieces(`${of(cut, begun.id)}/upload`, file, begun.offset, signal, (offset) => {
        tries = 0;
        put({ ...one, sent: offset });
      });
      put(null);
      return;
    } catch (error) {
      if (signal.aborted) return;
      const isProblem = error instanceof Problem;
      if (!isProblem || !mayHelp(error, tries)) {
        const reason = isProblem ? `${error.message} ${error.advice}`.trim() : 'The file can no longer be read here.';
        put({ ...one, reason, isFailed: true });
        return;
      }
      put({ ...one, sent: going?.sent ?? 0, reason: 'The server cannot be reached. It goes on by itself.' });
      await beforeNextTry(tries, signal);
    }
  }
}
