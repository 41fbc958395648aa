import type { Clip } from '../api/types';

/** How the small frames of a scrub strip lie in their picture, as the server says: rows are read as text is. */
export type StripGrid = NonNullable<NonNullable<Clip['proxy']>['stripGrid']>;

/** Column and row of the small frame under the pointer; the position goes from 0 at the left edge to 1 at the right. */
export function cellAt(grid: StripGrid, position: number): { column: number; row: number } {
  const index = Math.max(0, Math.min(grid.count - 1, Math.floor(position * grid.count)));
  return { column: index % grid.columns, row: Math.floor(index / grid.columns) };
}
