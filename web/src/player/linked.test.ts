import { expect, test } from 'vitest';
import { type Linked, partnerOf, usualLink } from './linked';

const clip = (start: string, frames: number, rate = '24/1'): Linked => ({ rate, start, frames });

test('two cameras are linked by their labels, and there is no partner before and after', () => {
  const [a, b] = [clip('10:00:00:00', 100), clip('10:00:01:00', 50)];

  expect(usualLink(a, b)).toBe('timecode');
  expect([23, 24, 73, 74].map((frame) => partnerOf(a, frame, b, 'timecode', 0))).toEqual([null, 0, 49, null]);
  expect(partnerOf(a, 24, b, 'timecode', 2)).toBe(2);
});

test('what has no time in common or no timecode is linked frame by frame', () => {
  expect(usualLink(clip('10:00:00:00', 100), clip('11:00:00:00', 100))).toBe('frames');
  expect(usualLink(clip('10:00:00:00', 100), clip('', 100))).toBe('frames');
  expect(partnerOf(clip('', 100), 10, clip('', 12), 'frames', 1)).toBe(11);
  expect(partnerOf(clip('', 100), 10, clip('', 12), 'frames', -11)).toBe(null);
  expect(partnerOf(clip('', 100), 10, clip('', 12), 'timecode', 0)).toBe(null);
});

test('labels of another rate lead to the frame that is seen when the other begins', () => {
  const [slow, fast] = [clip('10:00:00:00', 48), clip('10:00:00:00', 96, '48/1')];

  expect(partnerOf(slow, 3, fast, 'timecode', 0)).toBe(6);
  expect(partnerOf(fast, 7, slow, 'timecode', 0)).toBe(3);
});
