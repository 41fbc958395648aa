/** A scrub strip: small frames in rows of ten, read as text is. At most sixty, spread evenly over the clip. */
export interface Strip {
  count: number;
  columns: number;
  rows: number;
}

/** The grid for a proxy of so many frames, as the proxy step makes it. */
export function stripOf(frames: number): Strip {
  const count = Math.max(1, Math.min(60, frames));
  const columns = Math.min(count, 10);
  return { count, columns, rows: Math.ceil(count / columns) };
}

/** Column and row of the small frame under the pointer; the position goes from 0 at the left edge to 1 at the right. */
export function cellAt(strip: Strip, position: number): { column: number; row: number } {
  const index = Math.max(0, Math.min(strip.count - 1, Math.floor(position * strip.count)));
  return { column: index % strip.columns, row: Math.floor(index / strip.columns) };
}
