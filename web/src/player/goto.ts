import { frameOfLabel, labelOfFrame, labelsPerSecond, type Rate } from './timecode';

interface Clock {
  rate: Rate;
  start: string | null;
  dropFrame: boolean;
  frames: number | null;
  /** The frame on screen. */
  shown: number;
}

/**
 * The frame that a person means: `10:12:00:20`; digits alone, which fill the label from its end as on a controller
 * (`1500` is 15 seconds of the minute shown); `+12` and `-12` frames from here; without timecode a frame's number.
 * Or a sentence that says why there is none.
 */
export function readPlace(text: string, clip: Clock): number | string {
  const typed = text.trim();
  const by = /^([+-])(\d{1,9})$/.exec(typed);
  if (by?.[2]) return inside(clip.shown + (by[1] === '-' ? -1 : 1) * Number(by[2]), clip, typed);
  if (!clip.start) return /^\d{1,9}$/.test(typed) ? inside(Number(typed), clip, typed) : 'Type the number of a frame.';
  const origin = frameOfLabel(clip.start, clip.rate) ?? 0;
  const label = /^\d{1,8}$/.test(typed)
    ? filled(typed, labelOfFrame(origin + clip.shown, clip.rate, clip.dropFrame))
    : typed.replace(/^(\d\d)[:;.](\d\d)[:;.](\d\d)[:;.](\d{2,3})$/, `$1:$2:$3${clip.dropFrame ? ';' : ':'}$4`);
  const frame = frameOfLabel(label, clip.rate);
  if (frame === null) return `'${typed}' is no timecode at this rate: write ${clip.start}, 1500, +12 or -12.`;
  // A label that drop frame leaves out would silently become its neighbour.
  if (labelOfFrame(frame, clip.rate, clip.dropFrame) !== label)
    return `There is no frame ${label} in drop-frame timecode.`;
  const day = frameOfDay(clip);
  return inside((frame - origin + day) % day, clip, label);
}

function inside(frame: number, clip: Clock, what: string): number | string {
  return frame < 0 || (clip.frames !== null && frame >= clip.frames) ? `${what} is outside of this clip.` : frame;
}

function filled(digits: string, shown: string): string {
  const separator = shown[8] ?? ':';
  const all = shown.replace(/\D/g, '');
  const whole = all.slice(0, all.length - digits.length) + digits;
  return `${whole.slice(0, 2)}:${whole.slice(2, 4)}:${whole.slice(4, 6)}${separator}${whole.slice(6)}`;
}

function frameOfDay(clip: Clock): number {
  const nominal = labelsPerSecond(clip.rate);
  return clip.dropFrame ? (nominal * 600 - 9 * (nominal / 15)) * 144 : nominal * 86_400;
}
