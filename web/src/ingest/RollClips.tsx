import type { UseQueryResult } from '@tanstack/react-query';
import { type PointerEvent, useCallback, useMemo, useState } from 'react';
import type { Clip } from '../api/types';
import { useAddress } from '../shell/address';
import { type KeyBinding, useKeys } from '../shell/keys';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { ClipPanel } from './ClipPanel';
import { cellAt, type StripGrid } from './strip';

/** Thumbnails that scrub under the pointer; the chosen clip opens beside them, not instead of them. */
export function RollClips({ clips, canRestore }: { clips: UseQueryResult<Clip[]>; canRestore: boolean }) {
  const [open, setOpen] = useAddress('clip');
  const list = clips.data ?? [];
  const at = list.findIndex((clip) => clip.id === open);
  const move = useCallback(
    (by: number) => {
      const next = list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))];
      if (!next) return;
      setOpen(next.id);
      document.getElementById(`clip-${next.id}`)?.focus();
    },
    [at, list, setOpen],
  );
  useKeys(
    useMemo<KeyBinding[]>(
      () => [
        { key: 'ArrowDown', does: 'next clip', run: () => move(1) },
        { key: 'ArrowUp', does: 'previous clip', run: () => move(-1) },
        ...(open ? [{ key: 'Escape', does: 'close the clip', run: () => setOpen('') }] : []),
      ],
      [move, open, setOpen],
    ),
  );
  if (clips.error) return <ProblemNote error={clips.error} retry={() => void clips.refetch()} />;
  if (clips.isPending) return <Loading rows={3} height={150} what="the clips" />;
  if (list.length === 0)
    return <p className="empty">This roll has no clips: its files are copied and verified all the same.</p>;
  return (
    <div className="clips" data-open={at >= 0}>
      <ul className="thumbs">
        {list.map((clip) => (
          <li key={clip.id}>
            <Thumb clip={clip} isOpen={clip.id === open} onOpen={() => setOpen(clip.id === open ? '' : clip.id)} />
          </li>
        ))}
      </ul>
      {list[at] ? (
        <ClipPanel key={list[at].id} clip={list[at]} canRestore={canRestore} close={() => setOpen('')} />
      ) : null}
    </div>
  );
}

function Thumb({ clip, isOpen, onOpen }: { clip: Clip; isOpen: boolean; onOpen: () => void }) {
  const [position, setPosition] = useState<number | null>(null);
  const scrub = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setPosition((event.clientX - box.left) / box.width);
  };
  const poster = `/api/clips/${clip.id}/poster.jpg`;
  return (
    <button type="button" id={`clip-${clip.id}`} className="thumb" aria-pressed={isOpen} onClick={onOpen}>
      <span className="picture" onPointerMove={scrub} onPointerLeave={() => setPosition(null)}>
        {clip.proxyState === 'made' ? (
          <>
            <img src={poster} alt="" loading="lazy" />
            {position !== null && clip.proxy?.stripGrid ? (
              <Scrub clip={clip} strip={clip.proxy.stripGrid} position={position} />
            ) : null}
          </>
        ) : (
          <span className="no-picture">
            {clip.proxyState === 'waiting' ? '○ waiting for its proxy' : `▲ no proxy: ${clip.proxyReason}`}
          </span>
        )}
      </span>
      <span className="name">{clip.name}</span>
      <span className="quiet">
        {clip.timecodeStart || 'no timecode'}
        {clip.frames ? ` · ${clip.frames} fr` : ''}
        {clip.codec ? ` · ${clip.codec}` : ''}
      </span>
      {clip.problems.length > 0 ? (
        <span className="problems">
          ▲ {clip.problems.length} {clip.problems.length === 1 ? 'problem' : 'problems'}
        </span>
      ) : null}
    </button>
  );
}

function Scrub({ clip, strip, position }: { clip: Clip; strip: StripGrid; position: number }) {
  const [isLoaded, setLoaded] = useState(false);
  const { column, row } = cellAt(strip, position);
  return (
    <span
      className="scrub"
      style={{ visibility: isLoaded ? 'visible' : 'hidden', aspectRatio: strip.tileWidth / strip.tileHeight }}
    >
      <img
        src={`/api/clips/${clip.id}/strip.jpg`}
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
