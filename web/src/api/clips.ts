import { useQuery } from '@tanstack/react-query';
import { call } from './client';
import type { ClipComment, ClipEdit, ClipValue, CommentThread, MarkerColour } from './types';

/* What people say about clips: corrections and comments. Keys name the roll, so that its events make them stale. */

const path = encodeURIComponent;

/** Every field of a clip: what holds, where it comes from, what the files say. */
export const useClipValues = (id: string, roll: string) =>
  useQuery({
    queryKey: ['clip', id, roll, 'values'],
    queryFn: async ({ signal }) => (await call<{ values: ClipValue[] }>(`/api/clips/${id}/values`, { signal })).values,
  });

/** How loud a clip is over its length: peaks from 0 to 255 for each channel, evenly spread. */
export interface Peaks {
  sampleRate: number;
  samplesPerPeak: number;
  channels: number[][];
}

/** The waveform of a clip's proxy; it never changes under this proxy. */
export const useWaveform = (id: string) =>
  useQuery({
    queryKey: ['waveform', id],
    queryFn: ({ signal }) => call<Peaks>(`/api/clips/${id}/waveform.json`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** What people said about a field of a clip, the last first. */
export const useClipEdits = (id: string, roll: string, field: string) =>
  useQuery({
    queryKey: ['clip', id, roll, 'edits', field],
    queryFn: async ({ signal }) =>
      (await call<{ edits: ClipEdit[] }>(`/api/clips/${id}/edits?field=${path(field)}`, { signal })).edits,
  });

/** What people said about frames of a clip, by frame. */
export const useComments = (id: string, roll: string) =>
  useQuery({
    queryKey: ['clip', id, roll, 'comments'],
    queryFn: async ({ signal }) =>
      (await call<{ threads: CommentThread[] }>(`/api/clips/${id}/comments`, { signal })).threads,
  });

export const editClip = (
  id: string,
  order: { field: string; value: string | null; version: number; reason: string; isWarned: boolean },
) => call<ClipValue>(`/api/clips/${id}/edits`, { method: 'POST', body: order });

export const revertEdit = (id: string, number: number, version: number) =>
  call<ClipValue>(`/api/clips/${id}/edits/${number}/revert`, { method: 'POST', body: { version } });

export const addComment = (
  clip: string,
  body: { firstFrame: number; frames: number; colour: MarkerColour; text: string },
) => call<ClipComment>(`/api/clips/${clip}/comments`, { method: 'POST', body });

export const answerComment = (clip: string, id: string, text: string) =>
  call<ClipComment>(`/api/clips/${clip}/comments/${id}/replies`, { method: 'POST', body: { text } });

export const changeComment = (clip: string, id: string, text: string) =>
  call<ClipComment>(`/api/clips/${clip}/comments/${id}`, { method: 'PATCH', body: { text } });

export const resolveComment = (clip: string, id: string, isDone: boolean) =>
  call<ClipComment>(`/api/clips/${clip}/comments/${id}/${isDone ? 'resolve' : 'reopen'}`, { method: 'POST', body: {} });

/** Takes a comment away, or brings it back. */
export const removeComment = (clip: string, id: string, isRemoved = true) =>
  isRemoved
    ? call(`/api/clips/${clip}/comments/${id}`, { method: 'DELETE' })
    : call(`/api/clips/${clip}/comments/${id}/restore`, { method: 'POST', body: {} });
