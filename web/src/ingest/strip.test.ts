import { describe, expect, test } from 'vitest';
import { cellAt, stripOf } from './strip';

describe('the scrub strip', () => {
  test('a short clip has as many pictures as frames', () =>
    expect(stripOf(7)).toEqual({ count: 7, columns: 7, rows: 1 }));
  test('a long clip has sixty in rows of ten', () =>
    expect(stripOf(4000)).toEqual({ count: 60, columns: 10, rows: 6 }));

  test.each([
    [0, 0, 0],
    [0.5, 0, 3],
    [1, 9, 5],
    [-0.2, 0, 0],
  ])('at %d of the width it shows column %d of row %d', (position, column, row) =>
    expect(cellAt(stripOf(4000), position)).toEqual({ column, row }),
  );
});
