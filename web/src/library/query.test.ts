import { describe, expect, test } from 'vitest';
import { placeOf } from './columns';
import { asks, counted, frameSought, sortedBy, termsOf, toggled } from './query';

describe('a search as it is typed', () => {
  test('falls to pieces at its spaces, and not within quotes', () => {
    expect(termsOf(' A001  camera:="ARRI ALEXA 35" -is:held "two words" "open end')).toEqual([
      'A001',
      'camera:="ARRI ALEXA 35"',
      '-is:held',
      '"two words"',
      '"open end',
    ]);
    expect(termsOf('')).toEqual([]);
  });

  test('takes a term in and gives it back', () => {
    const camera = 'camera:="ARRI ALEXA 35"';
    const once = toggled('A001', camera);

    expect(once).toBe(`A001 ${camera}`);
    expect(asks(once, camera)).toBe(true);
    expect(asks(once, 'A0')).toBe(false);
    expect(toggled(once, camera)).toBe('A001');
  });
});

test('a heading sorts upwards, downwards, and as usual', () => {
  expect([sortedBy('', 'iso'), sortedBy('iso', 'iso'), sortedBy('-iso', 'iso'), sortedBy('-iso', 'name')]).toEqual([
    'iso',
    '-iso',
    '',
    'name',
  ]);
});

test('a count that ended early has a plus', () => {
  expect([counted(12_345, false), counted(100_000, true)]).toEqual(['12,345', '100,000+']);
});

test('a clip says where it lies unless that is where everybody expects it', () => {
  const of = (isOnline: boolean, isArchived: boolean) => placeOf({ isOnline, isArchived });
  expect([of(true, false), of(true, true), of(false, true), of(false, false)]).toEqual([
    '',
    '▣ archived',
    '▽ in the archive only',
    '▲ no verified copy yet',
  ]);
});

test('a clip that was found by a timecode opens at its frame', () => {
  const clip = { timecodeStart: '14:03:00:00', rate: '24000/1001', frames: 480 };

  expect(frameSought('tc:14:03:10:12', clip)).toBe(252);
  expect(frameSought('iso:800 14:03:10', clip)).toBe(240);
  expect(frameSought('tc:14:03:10..14:03:20', clip)).toBe(240);
  expect(frameSought('tc:14:03', clip)).toBe(0);
  expect(frameSought('tc:14:04:00', clip)).toBe(0);
  expect(frameSought('scene:24', clip)).toBe(0);
  expect(frameSought('tc:01:00:59;29', { timecodeStart: '01:00:59;00', rate: '30000/1001', frames: 100 })).toBe(29);
});
