import { useClip } from '../api/queries';
import { StripCell } from '../ingest/StripCell';
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
  return (
    <span className="frame-picture">
      <StripCell className="cell" clip={id} strip={grid} position={placeIn(frames, proxy.frames ?? clip.frames ?? 0)} />
    </span>
  );
}
