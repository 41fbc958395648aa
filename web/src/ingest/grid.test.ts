import { expect, test } from 'vitest';
import { gridOf, placeIn } from './grid';

test('a row takes as many thumbnails as fit, and they fill its width', () => {
  const grid = gridOf(1000);

  expect(grid.columns).toBe(4);
  expect(grid.columns * grid.width).toBe(1010);
});

test('a frame that is narrower than a thumbnail still shows one beside none', () => {
  expect(gridOf(90).columns).toBe(1);
});

test('the last row holds only what is left', () => {
  const grid = gridOf(1000);

  expect(placeIn(24_999, grid, 99_998).map((cell) => cell.index)).toEqual([99_996, 99_997]);
  expect(placeIn(25_000, grid, 99_998)).toEqual([]);
});
