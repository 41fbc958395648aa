import { type PointerEvent, useState } from 'react';
import type { ClipHit } from '../api/types';
import { Scrub } from '../ingest/StripCell';
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
            {position !== null && clip.strip ? <Scrub clip={clip.id} strip={clip.strip} position={position} /> : null}
          </>
        ) : (
          <span className="no-picture">
            {clip.proxyState === 'waiting' ? '○ waiting for its proxy' : `▲ no proxy: ${clip.proxyReason}`}
          </span>
        )}
      </span>
      <span className="name">{clip.name}</span>
      <span className="quiet">
        {[clip.timecodeStart || 'no timecode', clip.camera].filter((part) => part !== '').join(' · ')}
      </span>
      <span className="quiet">
        {[slate === '' ? '' : `${slate}${clip.isCircled ? ' ●' : ''}`, signsOf(clip)]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
    </button>
  );
}
