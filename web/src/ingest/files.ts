import type { RollFile } from '../api/types';

const good = new Set(['intact', 'hashed', 'copied', 'already-there', 'verified']);
const open = new Set(['waiting', '', 'none']);

/** What to say about a file: what is wrong first, else how far its copies are. */
export function fileWord(file: RollFile): { text: string; isBad: boolean } {
  const bad = file.copies.filter((copy) => !good.has(copy.state) && !open.has(copy.state));
  if (bad.length > 0)
    return { text: `▲ ${bad.map((copy) => `${copy.tier}: ${spaced(copy.state)}`).join(', ')}`, isBad: true };
  if (!['listed', 'unlisted', 'unchecked', 'ignored'].includes(file.verdict))
    return { text: `▲ ${spaced(file.verdict)}`, isBad: true };
  const copies = file.copies.map((copy) => `${good.has(copy.state) ? '●' : '○'} ${copy.tier} ${spaced(copy.state)}`);
  const unlisted = file.verdict === 'unlisted' ? ['not in the manifest'] : [];
  return { text: [...copies, ...unlisted].join(', ') || '○ waiting', isBad: false };
}

function spaced(word: string): string {
  return word.replaceAll('-', ' ');
}
