/** An exact frame rate as the API states it: "24000/1001" or "25/1". */
export interface Rate {
  numerator: number;
  denominator: number;
}

export function parseRate(text: string): Rate | null {
  const match = /^(\d+)(?:\/(\d+))?$/.exec(text);
  if (!match?.[1]) return null;
  const rate = { numerator: Number(match[1]), denominator: Number(match[2] ?? 1) };
  return rate.numerator > 0 && rate.denominator > 0 ? rate : null;
}

/** Labels counted in one second of timecode: 24 for 24000/1001. */
export function labelsPerSecond(rate: Rate): number {
  return Math.ceil(rate.numerator / rate.denominator);
}

/** The frame that is on screen at a moment of playback, in seconds from the first frame. */
export function frameAt(seconds: number, rate: Rate): number {
  // A time on a frame's border belongs to that frame; half a microsecond of rounding must not fall before it.
  return Math.max(0, Math.floor((seconds * rate.numerator) / rate.denominator + 1e-4));
}

/** A moment in the middle of a frame, so that seeking shows that frame and never its neighbour. */
export function timeOf(frame: number, rate: Rate): number {
  return ((frame + 0.5) * rate.denominator) / rate.numerator;
}

/** The frame number of a label counted from midnight, or null when it is none. `;` marks drop frame. */
export function frameOfLabel(label: string, rate: Rate): number | null {
  const match = /^(\d{2}):(\d{2}):(\d{2})([:;])(\d{2,3})$/.exec(label);
  if (!match) return null;
  const [hours, minutes, seconds, frames] = [match[1], match[2], match[3], match[5]].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const nominal = labelsPerSecond(rate);
  if (hours > 23 || minutes > 59 || seconds > 59 || frames >= nominal) return null;
  const count = ((hours * 60 + minutes) * 60 + seconds) * nominal + frames;
  if (match[4] === ':') return count;
  const dropped = nominal / 15; // 2 labels a minute at 29.97, 4 at 59.94
  const total = hours * 60 + minutes;
  return count - dropped * (total - Math.floor(total / 10));
}

/** The label of a frame counted from midnight; labels wrap after 24 hours (SMPTE ST 12-1). */
export function labelOfFrame(frame: number, rate: Rate, dropFrame: boolean): string {
  const nominal = labelsPerSecond(rate);
  const dropped = dropFrame ? nominal / 15 : 0;
  const perTenMinutes = nominal * 600 - 9 * dropped;
  const perMinute = nominal * 60 - dropped;
  const perDay = perTenMinutes * 144;
  let n = ((frame % perDay) + perDay) % perDay;
  if (dropFrame) {
    const tens = Math.floor(n / perTenMinutes);
    const rest = n % perTenMinutes;
    n += 9 * dropped * tens;
    if (rest >= dropped) n += dropped * Math.floor((rest - dropped) / perMinute);
  }

  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(n / nominal);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${dropFrame ? ';' : ':'}${two(n % nominal)}`;
}
