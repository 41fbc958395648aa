import type { ShareRight } from '../api/types';

/** What somebody may do with what is shared, in words. */
export function rightsWord(rights: readonly ShareRight[]): string {
  const words = { view: 'watch', download: 'save', 're-share': 'pass on' };
  return (['view', 'download', 're-share'] as const)
    .filter((right) => rights.includes(right))
    .map((right) => words[right])
    .join(', ');
}

/** The address of a link's page. */
export const linkAddress = (token: string) => `${window.location.origin}/s/${token}`;

/** The rights that a choice in a form means. */
export const rightsOf = (choice: string): ShareRight[] =>
  choice === 'view' ? ['view'] : choice === 'download' ? ['view', 'download'] : ['view', 'download', 're-share'];

/** An instant as a field of a form has it, in the viewer's zone and to the minute: "2030-01-31T18:00"; empty for never. */
export function fieldOf(instant: string | null | undefined): string {
  if (!instant) return '';
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
