/** How thumbnails lie in a frame: all cells alike, so that any of a hundred thousand can be placed without the others. */
export interface Grid {
  columns: number;
  /** Pixels from the beginning of one cell to that of the next. */
  width: number;
  height: number;
}

const gap = 10;
const narrowest = 200;
/** Name and timecode, a line each, with what is around them. */
const text = 56;

/** The grid of a frame as wide as this. */
export function gridOf(frame: number): Grid {
  const columns = Math.max(1, Math.floor((frame + gap) / (narrowest + gap)));
  const width = (frame + gap) / columns;
  return { columns, width, height: Math.round(((width - gap) * 9) / 16) + text + gap };
}

/** The cells of a row that hold something. */
export function placeIn(row: number, { columns, width }: Grid, total: number): { index: number; left: number }[] {
  const first = row * columns;
  return Array.from({ length: Math.max(0, Math.min(columns, total - first)) }, (_, column) => ({
    index: first + column,
    left: column * width,
  }));
}
