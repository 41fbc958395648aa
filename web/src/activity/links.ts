import type { ActivityLine } from '../api/types';

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** The page of what a line tells of; undefined where there is none, or none that is known. */
export function pageOf(line: Pick<ActivityLine, 'kind' | 'roll' | 'clip' | 'job' | 'target' | 'show'>) {
  if (line.roll)
    return line.clip ? `/ingest/rolls/${line.roll}?tab=clips&clip=${line.clip}` : `/ingest/rolls/${line.roll}`;
  const [noun] = line.kind.split('.');
  const target = line.target ?? '';
  if (isId(target)) {
    const show = `show=${encodeURIComponent(line.show)}`;
    if (noun === 'pull') return `/pulls/${target}?${show}`;
    if (noun === 'cut') return `/cuts/${target}?${show}`;
    if (noun === 'return') return `/returns?${show}&version=${target}`;
    if (noun === 'share') return `/shares/${target}?${show}`;
  }
  return line.job ? `/jobs/${line.job}` : undefined;
}
