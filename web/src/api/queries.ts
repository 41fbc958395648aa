import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from './client';
import { freshnessOf } from './fresh';
import type {
  AuditEntry,
  Clip,
  DaySummary,
  DayView,
  DownloadPriority,
  ExpectedRoll,
  FileStatus,
  FormatCard,
  IngestOffer,
  IngestReceipt,
  IngestTags,
  Job,
  JobState,
  LibraryEvent,
  PackageFile,
  Pull,
  ReceiptList,
  RestoreEstimate,
  RollReceipt,
  RollSummary,
  RollView,
  Show,
  StepDetail,
  StepView,
  TokenView,
} from './types';

/*
 * Every request of the app, one function each. A query's key names the show, roll or job it depends on, so that an
 * event about it makes just those stale (src/shell/events.ts).
 */

const path = encodeURIComponent;

/** No event tells that a moment has passed: while a target is open, the page looks at the clock by asking again. */
const whileDue = (rolls: readonly RollSummary[]) =>
  rolls.some((entry) => entry.targets.some((target) => target.state !== 'met' && target.state !== 'missed'))
    ? 15_000
    : false;

/** A list that people see whole, from a server that tells a thousand at a time. */
async function readWhole<Item>(read: (offset: number) => Promise<{ items: Item[]; total: number }>): Promise<Item[]> {
  const all: Item[] = [];
  for (;;) {
    const { items, total } = await read(all.length);
    all.push(...items);
    if (items.length === 0 || all.length >= total) return all;
  }
}

export const dayQuery = (show: string, day: string) => ({
  queryKey: ['day', show, day, `progress of ${show}`],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const rolls: RollSummary[] = [];
    for (;;) {
      const page = await call<DayView>(`/api/shows/${path(show)}/days/${day}?offset=${rolls.length}`, { signal });
      rolls.push(...page.rolls);
      if (page.rolls.length === 0 || rolls.length >= page.rollCount) return { ...page, rolls };
    }
  },
  refetchInterval: (query: { state: { data?: DayView } }) => whileDue(query.state.data?.rolls ?? []),
});

export const daysQuery = (show: string) => ({
  queryKey: ['days', show],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    readWhole(async (offset) => {
      const { days, total } = await call<{ days: DaySummary[]; total: number }>(
        `/api/shows/${path(show)}/days?offset=${offset}`,
        { signal },
      );
      return { items: days, total };
    }),
});

export const useShows = () =>
  useQuery({
    queryKey: ['shows'],
    queryFn: async ({ signal }) => (await call<{ shows: Show[] }>('/api/shows', { signal })).shows,
  });

export const useDays = (show: string) => useQuery({ ...daysQuery(show), enabled: show !== '' });

export const useDay = (show: string, day: string) =>
  useQuery({ ...dayQuery(show, day), enabled: show !== '' && day !== '' });

export const useRoll = (id: string) =>
  useQuery({
    queryKey: ['roll', id],
    queryFn: ({ signal }) => call<RollView>(`/api/rolls/${id}`, { signal }),
    refetchInterval: (query) => whileDue(query.state.data ? [query.state.data.summary] : []),
  });

/** What sites outside say of a roll that they fetched. */
export const useReceipts = (id: string) =>
  useQuery({
    queryKey: ['roll', id, 'receipts'],
    queryFn: ({ signal }) => call<ReceiptList>(`/api/rolls/${id}/receipts`, { signal }),
    refetchInterval: 30_000,
  });

/** What a restore of a roll will bring back, and how long that takes; of these clips alone when there are some. */
export const useRestoreEstimate = (id: string, elsewhere: boolean, clips: string[]) =>
  useQuery({
    queryKey: ['roll', id, 'restore-estimate', elsewhere, clips],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams([['elsewhere', `${elsewhere}`], ...clips.map((clip) => ['clip', clip])]);
      return call<RestoreEstimate>(`/api/rolls/${id}/restore-estimate?${query}`, { signal });
    },
  });

/** For which sites a roll was moved to the front of what they fetch. */
export const useDownloadPriority = (id: string) =>
  useQuery({
    queryKey: ['roll', id, 'download-priority'],
    queryFn: ({ signal }) => call<DownloadPriority>(`/api/rolls/${id}/download-priority`, { signal }),
  });

export const putDownloadFirst = ({ id, site, isFirst }: { id: string; site: string; isFirst: boolean }) =>
  call<DownloadPriority>(`/api/rolls/${id}/download-priority?site=${encodeURIComponent(site)}`, {
    method: isFirst ? 'PUT' : 'DELETE',
  });

const eventsAtOnce = 1000;

/** A roll's events a page at a time, the latest page first. */
export const useTimeline = (id: string) =>
  useInfiniteQuery({
    queryKey: ['timeline', id],
    queryFn: async ({ signal, pageParam }) =>
      (
        await call<{ events: LibraryEvent[] }>(
          `/api/rolls/${id}/timeline?limit=${eventsAtOnce}${pageParam ? `&before=${pageParam}` : ''}`,
          { signal },
        )
      ).events,
    initialPageParam: 0,
    getNextPageParam: (page) => (page.length < eventsAtOnce ? undefined : page[0]?.sequence),
  });

/** Clips of a roll by name: a page from a place in the list on, or from one clip on; and how many there are. */
export const readClips = (id: string, from: { offset: number } | { at: string }, limit: number, signal: AbortSignal) =>
  call<{ clips: Clip[]; total: number; offset?: number }>(
    `/api/rolls/${id}/clips?limit=${limit}&${'at' in from ? `at=${from.at}` : `offset=${from.offset}`}`,
    { signal },
  );

/** The first clips of a roll, and how many it has. */
export const useFirstClips = (id: string, limit: number) =>
  useQuery({
    queryKey: ['clips', id, 'first', limit],
    queryFn: ({ signal }) => readClips(id, { offset: 0 }, limit, signal),
  });

/** The key under which it is kept where a clip stands in its roll. */
export const placeOf = (id: string, clip: string) => ['clips', id, 'place', clip];

/** Where a clip stands in its roll. */
export const useClipPlace = (id: string, clip: string) =>
  useQuery({
    queryKey: placeOf(id, clip),
    queryFn: async ({ signal }) => (await readClips(id, { at: clip }, 1, signal)).offset ?? 0,
    enabled: clip !== '',
  });

/** A clip with everything that is known of it. */
export const useClip = (id: string, roll: string, enabled = true) =>
  useQuery({
    queryKey: ['clip', id, roll],
    queryFn: ({ signal }) => call<Clip>(`/api/clips/${id}`, { signal }),
    enabled: enabled && id !== '',
  });

/** A page of a roll's files: they are numbered from 1 on. */
export const readFiles = async (id: string, page: number, size: number, signal: AbortSignal) =>
  (await call<{ files: FileStatus[] }>(`/api/rolls/${id}/files?after=${page * size}&limit=${size}`, { signal })).files;

/** The files in a state a page at a time; the list asks for the next page when the end comes into sight. */
export const useFiles = (id: string, state: string, enabled: boolean) =>
  useInfiniteQuery({
    enabled,
    queryKey: ['files', id, state],
    queryFn: ({ signal, pageParam }) =>
      call<{ files: FileStatus[] }>(
        `/api/rolls/${id}/files?after=${pageParam}&limit=1000${state ? `&state=${state}` : ''}`,
        {
          signal,
        },
      ),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.files.length < 1000 ? undefined : page.files.at(-1)?.file.number),
  });

export const readJobs = (
  filter: { show: string; state: JobState | '' },
  offset: number,
  limit: number,
  signal: AbortSignal,
) => {
  const query = new URLSearchParams({
    ...(filter.show ? { show: filter.show } : {}),
    ...(filter.state ? { state: filter.state } : {}),
    order: 'need',
    offset: String(offset),
    limit: String(limit),
  });
  return call<{ jobs: Job[]; total: number }>(`/api/jobs?${query}`, { signal });
};

/** The jobs that ask most of a person, and how many there are. */
export const useJobs = (filter: { show: string; state: JobState | '' }, limit = 200) =>
  useQuery({
    queryKey: ['jobs', 'list', filter, limit],
    queryFn: ({ signal }) => readJobs(filter, 0, limit, signal),
  });

export const readSteps = async (id: string, offset: number, limit: number, signal: AbortSignal) =>
  (await call<{ job: Job; steps: StepView[] }>(`/api/jobs/${id}?offset=${offset}&limit=${limit}`, { signal })).steps;

export const useJob = (id: string) =>
  useQuery({
    queryKey: ['jobs', id],
    queryFn: async ({ signal }) => (await call<{ job: Job }>(`/api/jobs/${id}?limit=1`, { signal })).job,
    enabled: id !== '',
  });

export const useStep = (job: string, step: number | null) =>
  useQuery({
    queryKey: ['jobs', job, 'step', step],
    queryFn: ({ signal }) => call<StepDetail>(`/api/jobs/${job}/steps/${step}`, { signal }),
    enabled: step !== null,
  });

export const pullsQuery = (show: string) => ({
  queryKey: ['pulls', show],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await call<{ pulls: Pull[] }>(`/api/shows/${path(show)}/pulls`, { signal })).pulls,
});

export const usePulls = (show: string) => useQuery({ ...pullsQuery(show), enabled: show !== '' });

export const usePull = (id: string) =>
  useQuery({ queryKey: ['pull', id], queryFn: ({ signal }) => call<Pull>(`/api/pulls/${id}`, { signal }) });

/** The files of a delivered package; they never change. */
export const usePullFiles = (id: string) =>
  useQuery({
    queryKey: ['package files', id],
    queryFn: ({ signal }) => call<{ files: PackageFile[]; isCut: boolean }>(`/api/pulls/${id}/files`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useFormatCards = (show: string) =>
  useQuery({
    queryKey: ['format-cards', show],
    queryFn: async ({ signal }) =>
      (await call<{ cards: FormatCard[] }>(`/api/shows/${path(show)}/format-cards`, { signal })).cards,
    enabled: show !== '',
  });

export const useExpected = (show: string) =>
  useQuery({
    queryKey: ['expected', show],
    queryFn: ({ signal }) =>
      readWhole(async (offset) => {
        const { rolls, total } = await call<{ rolls: ExpectedRoll[]; total: number }>(
          `/api/shows/${path(show)}/expected-rolls?offset=${offset}`,
          { signal },
        );
        return { items: rolls, total };
      }),
    enabled: show !== '',
  });

export const useTokens = () =>
  useQuery({
    queryKey: ['tokens'],
    queryFn: async ({ signal }) => (await call<{ tokens: TokenView[] }>('/api/tokens', { signal })).tokens,
  });

/** The latest of what was done in a show; the log itself is the installation's. */
export const useAudit = (show: string, enabled: boolean) =>
  useQuery({
    queryKey: ['audit', show],
    queryFn: async ({ signal }) =>
      (await call<{ entries: AuditEntry[] }>('/api/audit?limit=1000', { signal })).entries.filter(
        (entry) => entry.show === show,
      ),
    enabled,
  });

/** A change, after which everything on the page is asked for anew: changes are rare and pages small. It does not wait
 * for the answers, so that who asked hears of its success before the page is drawn anew. */
export function useChange<Input, Output = unknown>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => freshnessOf(client).mark() });
}

export const operateRoll = (
  id: string,
  verb: 'retry' | 'release' | 'restore' | 'repair' | 'return-drive',
  body: unknown = {},
) => call<RollReceipt | undefined>(`/api/rolls/${id}/${verb}`, { method: 'POST', body });

export const operatePull = (id: string, verb: 'approve' | 'retry' | 'withdraw', body: unknown = {}) =>
  call<Pull>(`/api/pulls/${id}/${verb}`, { method: 'POST', body });

export const confirmDay = (show: string, day: string) =>
  call(`/api/shows/${path(show)}/days/${day}/complete`, { method: 'POST', body: {} });

export const takeConfirmationBack = (show: string, day: string) =>
  call(`/api/shows/${path(show)}/days/${day}/complete`, { method: 'DELETE' });

export const takeReleaseBack = (id: string) => call(`/api/rolls/${id}/release`, { method: 'DELETE' });

export const acknowledge = (id: string) => call(`/api/rolls/${id}/acknowledgement`, { method: 'PUT' });

export const takeAcknowledgementBack = (id: string) => call(`/api/rolls/${id}/acknowledgement`, { method: 'DELETE' });

export const takeWaiverBack = (roll: ExpectedRoll) =>
  call(`/api/shows/${path(roll.show)}/days/${roll.shootDay}/expected-rolls/${path(roll.name)}/waive`, {
    method: 'DELETE',
  });

export const scanCard = (folder: string) =>
  call<IngestOffer>('/api/ingest/scan', { method: 'POST', body: { path: folder } });

export const submitCard = (body: { path: string; tags: IngestTags }) =>
  call<IngestReceipt>('/api/ingest/submissions', { method: 'POST', body });

export const importReport = (show: string, day: string, name: string, csv: string) =>
  call<{ rolls: number }>(`/api/shows/${path(show)}/expected-rolls?name=${path(name)}&day=${day}`, {
    method: 'POST',
    text: csv,
    type: 'text/csv',
  });

export const waiveExpected = (roll: ExpectedRoll, reason: string) =>
  call(`/api/shows/${path(roll.show)}/days/${roll.shootDay}/expected-rolls/${path(roll.name)}/waive`, {
    method: 'POST',
    body: { reason },
  });

export const createShow = (name: string, title: string) =>
  call<Show>('/api/shows', { method: 'POST', body: { name, title } });

export const correctCard = (show: string, card: string, field: string, value: string | null, reason: string) =>
  call(`/api/shows/${path(show)}/format-cards/${card}`, { method: 'PUT', body: { field, value, reason } });

export const throttleJob = (id: string, bytesPerSecond: number | null) =>
  call(`/api/jobs/${id}/throttle`, { method: 'PUT', body: { bytesPerSecond } });

export const prioritiseJob = (id: string, priority: number) =>
  call(`/api/jobs/${id}/priority`, { method: 'PUT', body: { priority } });

export const operateJob = (id: string, verb: 'cancel' | 'replay') =>
  call(`/api/jobs/${id}/${verb}`, { method: 'POST', body: {} });

export const createToken = (body: { principal: string; scopes: string[]; title: string; days?: number }) =>
  call<{ token: TokenView; secret: string }>('/api/tokens', { method: 'POST', body });

/** A token of one's own: for a downloader, or a script that reads. */
export const createOwnToken = (body: { scope: 'read' | 'download'; title: string; days: number }) =>
  call<{ token: TokenView; secret: string }>('/api/tokens/own', { method: 'POST', body });

export const revokeToken = (id: string) => call(`/api/tokens/${id}`, { method: 'DELETE' });
