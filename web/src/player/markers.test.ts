import { expect, test } from 'vitest';
import { placeOf, spanAt, spanWords } from './markers';

test('a marker is about the range from in to out when the frame lies in it, else about the frame', () => {
  expect(spanAt(7, { from: 5, to: 9 })).toEqual({ firstFrame: 5, frames: 5 });
  expect(spanAt(10, { from: 5, to: 9 })).toEqual({ firstFrame: 10, frames: 1 });
  expect(spanAt(7, { from: 9, to: 5 })).toEqual({ firstFrame: 7, frames: 1 });
  expect(spanAt(7, { from: 5, to: null })).toEqual({ firstFrame: 7, frames: 1 });
});

test('frames are said by their label, and how many they are', () => {
  expect(spanWords({ firstFrame: 5, frames: 1 }, (frame) => `f${frame}`)).toBe('f5');
  expect(spanWords({ firstFrame: 5, frames: 48 }, (frame) => `f${frame}`)).toBe('f5 + 48 frames');
});

test('a span has its place on the bar', () => {
  expect(placeOf({ firstFrame: 25, frames: 50 }, 100)).toEqual({ left: 25, width: 50 });
  expect(placeOf({ firstFrame: 25, frames: 50 }, 0)).toEqual({ left: 0, width: 0 });
});
