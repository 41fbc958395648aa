import { describe, expect, test } from 'vitest';
import type { RollFile } from '../api/types';
import { fileWord } from './files';

const file = (verdict: string, ...copies: [string, string][]): RollFile => ({
  number: 1,
  path: 'a.mov',
  length: 1,
  expected: [],
  digests: [],
  verdict,
  message: '',
  copies: copies.map(([tier, state]) => ({ tier, state, message: '' })),
});

describe('the word for a file', () => {
  test('a bad copy is said before a good one', () =>
    expect(fileWord(file('listed', ['library', 'intact'], ['archive', 'size-differs']))).toEqual({
      text: '▲ archive: size differs',
      isBad: true,
    }));
  test('a file that never was on the card is bad', () => expect(fileWord(file('missing')).isBad).toBe(true));
  test('a file on its way is not bad', () =>
    expect(fileWord(file('listed', ['library', 'waiting']))).toEqual({ text: '○ library waiting', isBad: false }));
  test('an unlisted file says so beside its copies', () =>
    expect(fileWord(file('unlisted', ['library', 'intact'])).text).toBe('● library intact, not in the manifest'));
});
