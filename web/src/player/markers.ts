import type { MarkerColour } from '../api/types';

/** Frames of a clip, counted from its first, which is 0. */
export interface Span {
  firstFrame: number;
  frames: number;
}

export const colours: readonly MarkerColour[] = ['red', 'yellow', 'green', 'cyan', 'blue', 'magenta', 'white'];

/** The frames that a marker made now is about: the frame on screen, or the range from in to out when the frame lies in it. */
export function spanAt(frame: number, range: { from: number | null; to: number | null }): Span {
  const { from, to } = range;
  return from !== null && to !== null && from <= to && frame >= from && frame <= to
    ? { firstFrame: from, frames: to - from + 1 }
    : { firstFrame: frame, frames: 1 };
}

/** Frames as people say them: by label, and how many. */
export function spanWords(span: Span, label: (frame: number) => string): string {
  return span.frames === 1 ? label(span.firstFrame) : `${label(span.firstFrame)} + ${span.frames} frames`;
}

/** Where a span lies on a bar, in percent of its width. */
export function placeOf(span: Span, frames: number): { left: number; width: number } {
  if (frames <= 0) return { left: 0, width: 0 };
  return { left: (span.firstFrame / frames) * 100, width: (span.frames / frames) * 100 };
}
