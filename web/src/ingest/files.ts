import type { FileStatus } from '../api/types';

const good = new Set<string>(['intact', 'hashed', 'copied', 'already-there']);

/** What to say about a file: what is wrong first, else how far its copies are. */
export function fileWord({ file, library, archive }: FileStatus): { text: string; isBad: boolean } {
  const copies = [
    ['library', library],
    ['archive', archive],
  ].flatMap(([tier, state]) => (state ? [{ tier, state }] : []));
  const bad = copies.filter((copy) => !good.has(copy.state) && copy.state !== 'waiting');
  if (bad.length > 0)
    return { text: `▲ ${bad.map((copy) => `${copy.tier}: ${spaced(copy.state)}`).join(', ')}`, isBad: true };
  if (!['listed', 'unlisted', 'unchecked', 'ignored'].includes(file.verdict))
    return { text: `▲ ${spaced(file.verdict)}`, isBad: true };
  const [first, second] = copies;
  const unlisted = file.verdict === 'unlisted' ? ['not in the manifest'] : [];
  if (first && first.state === second?.state && good.has(first.state))
    return { text: [`● both copies ${spaced(first.state)}`, ...unlisted].join(', '), isBad: false };
  const words = copies.map((copy) => `${good.has(copy.state) ? '●' : '○'} ${copy.tier} ${spaced(copy.state)}`);
  return { text: [...words, ...unlisted].join(', ') || '○ waiting', isBad: false };
}

function spaced(word: string): string {
  return word.replaceAll('-', ' ');
}
