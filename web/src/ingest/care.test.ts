import { describe, expect, test } from 'vitest';
import { careDeed, uncaredFirst } from './care';

describe('who takes care of what is held', () => {
  const mara = { by: 'mara', at: '2026-11-23T09:00:00Z' };

  test('what nobody takes care of can be taken, mine can be given back, and others can be relieved', () => {
    expect(careDeed(undefined, 'otto', true)).toBe('take');
    expect(careDeed(mara, 'mara', true)).toBe('give-back');
    expect(careDeed(mara, 'otto', true)).toBe('take-over');
  });

  test('who may not operate the show says nothing', () => {
    expect(careDeed(undefined, 'vera', false)).toBeNull();
    expect(careDeed({ by: 'vera' }, 'vera', false)).toBeNull();
  });

  test('what nobody takes care of stands first, and the order stays otherwise', () => {
    const all = [{ n: 1, care: mara }, { n: 2 }, { n: 3, care: mara }, { n: 4 }];

    expect(uncaredFirst(all, (one) => one.care).map((one) => one.n)).toEqual([2, 4, 1, 3]);
  });
});
