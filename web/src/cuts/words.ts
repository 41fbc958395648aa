import type { KeptCut, MatchedEvent, MatchReport } from '../api/types';

/** Outcomes in the order of how much they want a person. */
export const outcomes = ['ambiguous', 'conflict', 'missing', 'unverified', 'matched', 'not-camera-media'] as const;
export type Outcome = (typeof outcomes)[number];

/** The rate at which a cut is counted. An EDL says none: without one it is counted at 24. */
export function rateOf(cut: Pick<KeptCut, 'name' | 'rate'>): string {
  return cut.rate || (/\.edl$/i.test(cut.name) ? '24, as none was given' : 'as it says');
}

/** What became of an event; a match whose picture somebody has to look at is a word of its own. */
export function outcomeOf(event: MatchedEvent): Outcome {
  if (event.outcome === 'matched' && event.isPictureUnverified) return 'unverified';
  return outcomes.find((one) => one === event.outcome) ?? 'conflict';
}

/** The word, its sign and its colour. */
export function signOf(outcome: Outcome): {
  word: string;
  sign: string;
  tone: 'done' | 'waiting' | 'held' | 'failed' | 'late';
} {
  switch (outcome) {
    case 'matched':
      return { word: 'matched', sign: '●', tone: 'done' };
    case 'unverified':
      return { word: 'picture unverified', sign: '◆', tone: 'late' };
    case 'ambiguous':
      return { word: 'ambiguous', sign: '■', tone: 'held' };
    case 'conflict':
      return { word: 'conflict', sign: '■', tone: 'held' };
    case 'missing':
      return { word: 'missing', sign: '▲', tone: 'failed' };
    case 'not-camera-media':
      return { word: 'not camera media', sign: '○', tone: 'waiting' };
  }
}

/** Whether a person has something to decide about it. */
export function isOpen(event: MatchedEvent): boolean {
  return event.outcome === 'ambiguous' || event.outcome === 'conflict' || event.outcome === 'missing';
}

/** How many events there are of each outcome, those that want a person first. */
export function countsOf(report: MatchReport): { outcome: Outcome; count: number }[] {
  const counts = new Map<Outcome, number>();
  for (const event of report.events) counts.set(outcomeOf(event), (counts.get(outcomeOf(event)) ?? 0) + 1);
  return outcomes.flatMap((outcome) => {
    const count = counts.get(outcome);
    return count === undefined ? [] : [{ outcome, count }];
  });
}

/** The next event after one that wants a person, round the end; nothing when there is none. */
export function nextOpen(events: readonly MatchedEvent[], after: string): MatchedEvent | undefined {
  const at = events.findIndex((event) => event.event === after);
  return [...events.slice(at + 1), ...events.slice(0, Math.max(0, at))].find(isOpen);
}

/** What an event may be instead of a camera original, in people's words. */
export const kinds = [
  ['title', 'a title'],
  ['graphics', 'graphics'],
  ['vfx-temp', 'a VFX version or temp'],
  ['stock', 'stock or archive'],
  ['render', 'a render of the editing system'],
  ['black', 'black or leader'],
  ['bars', 'bars or a chart'],
  ['offline', 'offline'],
  ['sound', 'sound only'],
] as const;

/** The middle of the frames that an event shows, as a part of its clip from 0 to 1. */
export function placeIn(frames: { start: number; count: number } | undefined | null, length: number): number {
  if (!frames || length <= 0) return 0;
  return Math.max(0, Math.min(1, (frames.start + Math.max(1, frames.count) / 2) / length));
}
