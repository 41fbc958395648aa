import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client';
import type { ClipDaily, ClipSlate, DailiesSummary, DailiesView, SoundDecision } from '../api/types';

/* Dailies of rolls, and what waits for an operator. */

const path = encodeURIComponent;

export const useDailies = (show: string) =>
  useQuery({
    queryKey: ['dailies', show, `progress of ${show}`],
    queryFn: async ({ signal }) =>
      (await call<{ rolls: DailiesSummary[] }>(`/api/shows/${path(show)}/dailies`, { signal })).rolls,
    enabled: show !== '',
    refetchInterval: 30_000,
  });

/** What is not delivered of all shows that one sees, what is due first first. */
export const useDailiesBoard = (isWanted: boolean) =>
  useQuery({
    queryKey: ['dailies-board'],
    queryFn: async ({ signal }) => (await call<{ rolls: DailiesSummary[] }>('/api/dailies', { signal })).rolls,
    enabled: isWanted,
    refetchInterval: 15_000,
  });

export const useDailiesQueue = (show: string) =>
  useQuery({
    queryKey: ['dailies-queue', show],
    queryFn: async ({ signal }) =>
      (await call<{ clips: ClipDaily[] }>(`/api/shows/${path(show)}/dailies/queue`, { signal })).clips,
    enabled: show !== '',
    refetchInterval: 30_000,
  });

export const useRollDailies = (roll: string) =>
  useQuery({
    queryKey: ['roll-dailies', roll],
    queryFn: ({ signal }) => call<DailiesView>(`/api/rolls/${roll}/dailies`, { signal }),
    enabled: roll !== '',
  });

export const decide = (clip: string, verb: 'accept' | 'reject', note: string) =>
  call<ClipDaily>(`/api/clips/${clip}/daily/${verb}`, { method: 'POST', body: { note } });

export const redo = (clip: string, sound: SoundDecision | null, note: string) =>
  call<ClipDaily>(`/api/clips/${clip}/daily/redo`, { method: 'POST', body: { sound, note } });

export const make = (roll: string, all: boolean) =>
  call<DailiesView>(`/api/rolls/${roll}/dailies/make`, { method: 'POST', body: { all } });

export const deliver = (roll: string) => call<DailiesView>(`/api/rolls/${roll}/dailies/deliver`, { method: 'POST' });

export const assign = (roll: string, assignee: string) =>
  call<DailiesView>(`/api/rolls/${roll}/dailies/assignee`, { method: 'PUT', body: { assignee } });

/** Slates that were read and wait for a person. */
export const useSlates = (show: string) =>
  useQuery({
    queryKey: ['dailies-slates', show],
    queryFn: async ({ signal }) =>
      (await call<{ slates: ClipSlate[] }>(`/api/shows/${path(show)}/dailies/slates`, { signal })).slates,
    enabled: show !== '',
    refetchInterval: 30_000,
  });

export const confirmSlate = (clip: string, scene: string, take: string) =>
  call<unknown>(`/api/clips/${clip}/slate/confirm`, {
    method: 'POST',
    body: { scene: scene || null, take: take || null },
  });

export const dismissSlate = (clip: string) =>
  call<unknown>(`/api/clips/${clip}/slate/dismiss`, { method: 'POST', body: { note: '' } });

/** Where the frame that shows a slate lies. */
export const slatePictureOf = (slate: ClipSlate) => `/api/clips/${slate.clip}/slate/picture`;

/** Where a file that was made of a clip lies. */
export const fileOf = (clip: ClipDaily, file: string) =>
  `/api/clips/${clip.clip}/daily/files/${file.split('/').map(path).join('/')}`;

/** Where the report on a roll lies. */
export const reportOf = (roll: string, form: 'pdf' | 'html' | 'csv' | 'json') =>
  `/api/rolls/${roll}/dailies/report.${form}`;
