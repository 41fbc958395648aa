import { describe, expect, test } from 'vitest';
import { bytes, duration, moment, percent } from './format';

describe('numbers for people', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [1_050, '1.05 kB'],
    [11_500_000, '11.5 MB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [1_920_000_000_000, '1.92 TB'],
  ])('%d bytes read as %s', (count, text) => expect(bytes(count)).toBe(text));

  test.each([
    [12.4, '12 s'],
    [59.4, '59 s'],
    [185 * 60, '3 h 05 min'],
    [Number.NaN, '–'],
  ])('%d seconds read as %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  test('a hundred percent is said only when everything is done', () => {
    expect(percent(0.9999)).toBe('99 %');
    expect(percent(1)).toBe('100 %');
  });

  test.each([
    ['2026-11-21T14:03:27', '21 Nov, 14:03:27'],
    ['2030-01-31T18:00:00', '31 Jan 2030, 18:00:00'],
    ['never', ''],
  ])('a moment says its year where it is another one: %s', (iso, text) =>
    expect(moment(iso, new Date('2026-11-23T09:00:00'))).toBe(text),
  );
});
