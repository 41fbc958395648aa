import { frameOfLabel, parseRate } from '../player/timecode';

/** A search as it is typed, taken to pieces at its spaces; what stands in quotes stays whole. */
export function termsOf(query: string): string[] {
  return query.match(/(?:[^\s"]|"[^"]*(?:"|$))+/g) ?? [];
}

/** Whether a search asks for this term. */
export function asks(query: string, term: string): boolean {
  return termsOf(query).includes(term);
}

/** The search with the term, or without it where it was there. */
export function toggled(query: string, term: string): string {
  const terms = termsOf(query);
  return (terms.includes(term) ? terms.filter((one) => one !== term) : [...terms, term]).join(' ');
}

/** The frame of a clip that shows the first timecode a search asks for; 0 where it asks for none, or the clip does not hold it. */
export function frameSought(
  query: string,
  clip: { timecodeStart?: string; rate?: string; frames?: number | null },
): number {
  const rate = parseRate(clip.rate ?? '');
  const label = termsOf(query)
    .map((term) => /^(?:tc:)?(\d{1,2}:\d{2}(?::\d{2}(?:[:;]\d{2,3})?)?)(?:$|\.\.|@)/.exec(term)?.[1])
    .find((found) => found !== undefined);
  if (!label || !rate || !clip.timecodeStart) return 0;
  const [hours = '', minutes, seconds = '00', frames = '00'] = label.split(/[:;]/);
  const [first, wanted] = [
    frameOfLabel(clip.timecodeStart, rate),
    frameOfLabel(`${hours.padStart(2, '0')}:${minutes}:${seconds}${clip.timecodeStart[8] ?? ':'}${frames}`, rate),
  ];
  if (first === null || wanted === null) return 0;
  return wanted > first && wanted - first < (clip.frames ?? 0) ? wanted - first : 0;
}

/** The order after a click on a column's heading: upwards, then downwards, then the usual one again. */
export function sortedBy(sort: string, field: string): string {
  if (sort === field) return `-${field}`;
  return sort === `-${field}` ? '' : field;
}

/** A count as it is shown: where counting ended before the end, with a plus. */
export function counted(clips: number, isCapped: boolean): string {
  return `${clips.toLocaleString('en-GB')}${isCapped ? '+' : ''}`;
}
