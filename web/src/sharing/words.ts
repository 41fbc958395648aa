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
