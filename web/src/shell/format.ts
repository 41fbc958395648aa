const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes in decimal units with three digits, as cards and drives are labelled and as every report writes them: "1.92 TB". */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)} ${units[unit]}`;
}

/** A rate: "412 MB/s". */
export function rate(bytesPerSecond: number): string {
  return `${bytes(bytesPerSecond)}/s`;
}

/** Frames a second as people say them: "23.976" for 24000/1001, "25" for 25/1. */
export function rateName(ratio: string): string {
  const [over, under] = ratio.split('/').map(Number);
  const perSecond = (over ?? Number.NaN) / (under ?? 1);
  return Number.isFinite(perSecond)
    ? String(Number(perSecond.toFixed(perSecond >= 29 && perSecond < 60 ? 2 : 3)))
    : ratio;
}

/** A duration in the two largest units that matter: "3 h 05 min", "12 s". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A whole percentage that says 100 only when everything is done. */
export function percent(fraction: number): string {
  if (fraction >= 1) return '100 %';
  return `${Math.min(99, Math.floor(fraction * 100))} %`;
}

// Made once: to make one takes longer than a row of a list may take to be drawn.
const times = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const daysOfYears = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const wholeDays = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** Wall clock time in the viewer's zone: "14:03:27". */
export function clock(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? '' : times.format(date);
}

/** A moment in the viewer's zone: "21 Nov, 14:03:27", and in another year than this one's "21 Nov 2030, 14:03:27". */
export function moment(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  return `${(date.getFullYear() === now.getFullYear() ? days : daysOfYears).format(date)}, ${times.format(date)}`;
}

/** The day of a moment in the viewer's zone: "Sat 21 Nov 2026". */
export function dayOf(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  return wholeDays.format(date).replace(',', '');
}
