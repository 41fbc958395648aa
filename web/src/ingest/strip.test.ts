import { describe, expect, test } from 'vitest';
import { cellAt } from './strip';

const sixty = { count: 60, columns: 10, rows: 6, tileWidth: 160, tileHeight: 90 };

describe('the scrub strip', () => {
  test.each([
    [0, 0, 0],
    [0.5, 0, 3],
    [1, 9, 5],
    [-0.2, 0, 0],
  ])('at %d of the width it shows column %d of row %d', (position, column, row) =>
    expect(cellAt(sixty, position)).toEqual({ column, row }),
  );

  test('the padding of the last row is never shown', () =>
    expect(cellAt({ ...sixty, count: 57 }, 1)).toEqual({ column: 6, row: 5 }));
});
