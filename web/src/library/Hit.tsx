import { type PointerEvent, useState } from 'react';
import type { ClipHit } from '../api/types';
import { cellAt, type StripGrid } from '../ingest/strip';
import { signsOf } from './columns';

/** A clip as a picture that scrubs under the pointer. */
export function Hit({ clip, isOpen, onOpen }: { clip: ClipHit; isOpen: boolean; onOpen: () => void }) {
  const [position, setPosition] = useState<number | null>(null);
  const scrub = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setPosition((event.clientX - box.left) / box.width);
  };
  const slate = [clip.scene, clip.take].filter((part) => part !== '').join(' / ');
  return (
    <button type="button" id={`clip-${clip.id}`} className="thumb" aria-pressed={isOpen} onClick={onOpen}>
      <span className="picture" onPointerMove={scrub} onPointerLeave={() => setPosition(null)}>
        {clip.proxyState === 'made' ? (
          <>
            <img src={`/api/clips/${clip.id}/poster.jpg`} alt="" loading="lazy" />
            {position !== null && clip.strip ? <Scrub id={clip.id} strip={clip.strip} position={position} /> : null}
          </>
        ) : (
          <span className="no-picture">
            {clip.proxyState === 'waiting' ? '○ waiting for its proxy' : `▲ no proxy: ${clip.proxyReason}`}
          </span>
        )}
      </span>
      <span className="name">
        {clip.name}
        {slate === '' ? null : (
          <span className="slate">
            {' '}
            {slate}
            {clip.isCircled ? ' ●' : ''}
          </span>
        )}
      </span>
      <span className="quiet">
        {[clip.timecodeStart || 'no timecode', clip.camera, signsOf(clip)].filter((part) => part !== '').join(' · ')}
      </span>
    </button>
  );
}

function Scrub({ id, strip, position }: { id: string; strip: StripGrid; position: number }) {
  const [isLoaded, setLoaded] = useState(false);
  const { column, row } = cellAt(strip, position);
  return (
    <span
      className="scrub"
      style={{ visibility: isLoaded ? 'visible' : 'hidden', aspectRatio: strip.tileWidth / strip.tileHeight }}
    >
      <img
        src={`/api/clips/${id}/strip.jpg`}
        alt=""
        onLoad={() => setLoaded(true)}
        style={{
          width: `${strip.columns * 100}%`,
          height: `${strip.rows * 100}%`,
          transform: `translate(-${(column / strip.columns) * 100}%, -${(row / strip.rows) * 100}%)`,
        }}
      />
      <span className="needle" style={{ left: `${position * 100}%` }} />
    </span>
  );
}
