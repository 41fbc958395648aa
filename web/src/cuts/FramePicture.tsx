import { useClip } from '../api/queries';
import { cellAt } from '../ingest/strip';
import { placeIn } from './words';

/** A small picture of the frames that an event shows of a clip; its poster where the clip has no strip. */
export function FramePicture({
  clip: id,
  frames,
}: {
  clip: string;
  frames: { start: number; count: number } | undefined | null;
}) {
  const clip = useClip(id, '').data;
  const proxy = clip?.proxy;
  if (!proxy) return <span className="frame-picture quiet">{clip ? 'no proxy' : ''}</span>;
  const grid = proxy.stripGrid;
  if (!grid)
    return (
      <span className="frame-picture">
        <img src={`/api/clips/${id}/poster.jpg`} alt="" loading="lazy" />
      </span>
    );
  const { column, row } = cellAt(grid, placeIn(frames, proxy.frames ?? clip.frames ?? 0));
  return (
    <span className="frame-picture">
      <span className="cell" style={{ aspectRatio: grid.tileWidth / grid.tileHeight }}>
        <img
          src={`/api/clips/${id}/strip.jpg`}
          alt=""
          style={{
            width: `${grid.columns * 100}%`,
            height: `${grid.rows * 100}%`,
            transform: `translate(-${(column / grid.columns) * 100}%, -${(row / grid.rows) * 100}%)`,
          }}
        />
      </span>
    </span>
  );
}
