import { describe, expect, test } from 'vitest';
import type { FileStatus } from '../api/types';
import { fileWord } from './files';

const file = (
  verdict: FileStatus['file']['verdict'],
  library?: FileStatus['library'],
  archive?: FileStatus['archive'],
): FileStatus => ({
  file: { number: 1, path: 'a.mov', length: 1, expected: [], digests: [], verdict, message: '' },
  library,
  archive,
  message: '',
});

describe('the word for a file', () => {
  test('a bad copy is said before a good one', () =>
    expect(fileWord(file('listed', 'intact', 'size-differs'))).toEqual({
      text: '▲ archive: size differs',
      isBad: true,
    }));
  test('a file that never was on the card is bad', () => expect(fileWord(file('missing')).isBad).toBe(true));
  test('a file on its way is not bad', () =>
    expect(fileWord(file('listed', 'waiting'))).toEqual({ text: '○ library waiting', isBad: false }));
  test('two copies that are right are said in one word', () =>
    expect(fileWord(file('listed', 'intact', 'intact')).text).toBe('● both copies intact'));
  test('an unlisted file says so beside its copies', () =>
    expect(fileWord(file('unlisted', 'intact')).text).toBe('● library intact, not in the manifest'));
});
