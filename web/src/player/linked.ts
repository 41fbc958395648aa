import { frameOfLabel, labelsPerSecond, parseRate } from './timecode';

/** What two clips are linked by: the labels of their frames, or how far each is from its first. */
export type Link = 'timecode' | 'frames';

/** As much of a clip as linking it needs. */
export interface Linked {
  rate: string;
  /** The label of its first frame; empty without timecode. */
  start: string;
  frames: number | null;
}

/** The frame of another clip that belongs to a frame of one; null where the other has none. */
export function partnerOf(one: Linked, frame: number, other: Linked, link: Link, offset: number): number | null {
  const found = link === 'timecode' ? sameLabel(one, frame, other) : frame;
  if (found === null) return null;
  const at = found + offset;
  return at < 0 || at >= (other.frames ?? Number.POSITIVE_INFINITY) ? null : at;
}

/** Timecode where it leads from the one clip into the other, else frames. */
export function usualLink(one: Linked, other: Linked): Link {
  const [first, last] = [sameLabel(one, 0, other), sameLabel(one, (one.frames ?? 1) - 1, other)];
  return first !== null && last !== null && last >= 0 && first < (other.frames ?? Number.POSITIVE_INFINITY)
    ? 'timecode'
    : 'frames';
}

/** The frame with the same label; where labels count at another rate, the one that is seen when the first one begins. */
function sameLabel(one: Linked, frame: number, other: Linked): number | null {
  const [rate, otherRate] = [parseRate(one.rate), parseRate(other.rate)];
  if (!rate || !otherRate) return null;
  const [start, otherStart] = [frameOfLabel(one.start, rate), frameOfLabel(other.start, otherRate)];
  if (start === null || otherStart === null) return null;
  const at = ((start + frame) * labelsPerSecond(otherRate)) / labelsPerSecond(rate);
  return Math.floor(at + 1e-6) - otherStart;
}
