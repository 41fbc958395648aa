import { expect, test } from 'vitest';
import { columnsOf } from './peaks';

test('each column shows the loudest moment under it, and none is lost', () => {
  expect(columnsOf([1, 9, 2, 3], 1, 4, 2)).toEqual([9, 3]);
  expect(columnsOf([1, 9], 1, 2, 4)).toEqual([1, 1, 9, 9]);
});

test('sound that ends before the picture is silence there', () => {
  expect(columnsOf([5, 5], 1, 4, 4)).toEqual([5, 5, 0, 0]);
});

test('nothing is drawn where there is no room or no length', () => {
  expect(columnsOf([1], 1, 0, 4)).toEqual([]);
  expect(columnsOf([1], 1, 4, 0)).toEqual([]);
});
