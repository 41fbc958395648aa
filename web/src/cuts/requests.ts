import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../api/client';
import type { CutChanges, KeptCut, MatchDecision, MatchedEvent, MatchReport, Pull } from '../api/types';

/* Cuts that were handed in. Keys name the show, so that footage that arrives and decisions of others make an answer stale. */

const path = encodeURIComponent;

export const useCuts = (show: string) =>
  useQuery({
    queryKey: ['cuts', show],
    queryFn: async ({ signal }) => (await call<{ cuts: KeptCut[] }>(`/api/shows/${path(show)}/cuts`, { signal })).cuts,
    enabled: show !== '',
  });

export const useCut = (id: string) =>
  useQuery({ queryKey: ['cut', id], queryFn: ({ signal }) => call<KeptCut>(`/api/cuts/${id}`, { signal }) });

/** What the cut means now; the last answer stays until the next one is there. */
export const useCutMatch = (id: string, show: string) =>
  useQuery({
    queryKey: ['cut match', id, show],
    queryFn: ({ signal }) => call<MatchReport>(`/api/cuts/${id}/match`, { signal }),
    placeholderData: keepPreviousData,
    enabled: show !== '',
  });

export const useCutChanges = (id: string, since: string) =>
  useQuery({
    queryKey: ['cut changes', id, since],
    queryFn: ({ signal }) => call<CutChanges>(`/api/cuts/${id}/changes?since=${since}`, { signal }),
    enabled: since !== '',
  });

/** Hands a file in, as it is. */
export const keepCut = (show: string, file: File, rate: string) =>
  call<KeptCut>(`/api/shows/${path(show)}/cuts?name=${path(file.name)}${rate === '' ? '' : `&rate=${path(rate)}`}`, {
    method: 'POST',
    file,
  });

export const removeCut = (id: string) => call(`/api/cuts/${id}`, { method: 'DELETE' });

export const restoreCut = (id: string) => call(`/api/cuts/${id}/restore`, { method: 'POST', body: {} });

/** What somebody decides about an event: the clip that it is, clips that it is not, or what it is instead of a camera original. */
export type Choice = { clip: string } | { notClips: string[] } | { kind: NonNullable<MatchedEvent['kind']> };

export const decide = (show: string, event: MatchedEvent, choice: Choice) =>
  call<MatchDecision>(`/api/shows/${path(show)}/match-decisions`, {
    method: 'POST',
    body: {
      names: event.names ?? '',
      sourceStart: event.sourceStart ?? '',
      sourceRate: event.sourceRate ?? '',
      sourceFrames: event.sourceFrames ?? 0,
      ...choice,
    },
  });

export const takeDecisionBack = (show: string, id: string) =>
  call(`/api/shows/${path(show)}/match-decisions/${id}`, { method: 'DELETE' });

/** Plans a pull of a cut; one of originals may take the cut's reference movie along. */
export const planPull = (cut: string, kind: 'vfx' | 'conform', order: unknown, offline: string) =>
  call<Pull>(`/api/cuts/${cut}/pulls/${kind}${offline === '' ? '' : `?offline=${offline}`}`, {
    method: 'POST',
    body: order,
  });
