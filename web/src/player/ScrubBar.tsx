import { type PointerEvent, useState } from 'react';
import type { MarkerColour } from '../api/types';
import { cellAt, type StripGrid } from '../ingest/strip';
import { placeOf, type Span } from './markers';

/** A marker on the bar. */
export interface Mark extends Span {
  id: string;
  colour: MarkerColour;
  text: string;
  isDone: boolean;
}

/** Many small frames in one picture, spread evenly over the clip. */
export interface Strip {
  picture: string;
  grid: StripGrid;
}

/** The whole clip as a bar: where one is, the loop, the markers; under the pointer the picture of that moment. */
export function ScrubBar({
  frames,
  shown,
  range,
  marks,
  strip,
  label,
  onGo,
}: {
  frames: number;
  shown: number;
  range: { from: number | null; to: number | null };
  marks: readonly Mark[];
  strip: Strip | null;
  label: (frame: number) => string;
  onGo: (frame: number) => void;
}) {
  const [hover, setHover] = useState<number | null>(null);
  const frameUnder = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const position = box.width > 0 ? (event.clientX - box.left) / box.width : 0;
    return Math.max(0, Math.min(frames - 1, Math.floor(position * frames)));
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    const frame = frameUnder(event);
    setHover(frame);
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onGo(frame);
  };
  const press = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    onGo(frameUnder(event));
  };
  const loop = placeOf(
    { firstFrame: range.from ?? 0, frames: Math.max(0, (range.to ?? frames - 1) - (range.from ?? 0) + 1) },
    frames,
  );
  return (
    <div
      className="scrub-bar"
      role="slider"
      tabIndex={0}
      aria-label="Position"
      aria-valuemin={0}
      aria-valuemax={frames - 1}
      aria-valuenow={shown}
      aria-valuetext={label(shown)}
      onPointerDown={press}
      onPointerMove={move}
      onPointerLeave={() => setHover(null)}
    >
      {range.from !== null || range.to !== null ? (
        <span className="loop" style={{ left: `${loop.left}%`, width: `${loop.width}%` }} />
      ) : null}
      {marks.map((mark) => {
        const { left, width } = placeOf(mark, frames);
        return (
          <span
            key={mark.id}
            className="mark"
            data-colour={mark.colour}
            data-done={mark.isDone}
            title={mark.text || label(mark.firstFrame)}
            style={{ left: `${left}%`, width: `${width}%` }}
          />
        );
      })}
      <span className="playhead" style={{ left: `${((shown + 0.5) / frames) * 100}%` }} />
      {hover === null ? null : (
        <span
          className="preview"
          style={{ left: `clamp(70px, ${((hover + 0.5) / frames) * 100}%, calc(100% - 70px))` }}
        >
          {strip ? <SmallFrame strip={strip} position={(hover + 0.5) / frames} /> : null}
          <span>{label(hover)}</span>
        </span>
      )}
    </div>
  );
}

const previewWidth = 136;

function SmallFrame({ strip, position }: { strip: Strip; position: number }) {
  const { grid } = strip;
  const { column, row } = cellAt(grid, position);
  const scale = previewWidth / grid.tileWidth;
  return (
    <span className="small-frame" style={{ width: previewWidth, height: grid.tileHeight * scale }}>
      <img
        src={strip.picture}
        alt=""
        style={{
          width: grid.columns * previewWidth,
          transform: `translate(${-column * previewWidth}px, ${-row * grid.tileHeight * scale}px)`,
        }}
      />
    </span>
  );
}
