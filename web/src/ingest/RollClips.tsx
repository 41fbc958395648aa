import { useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { usePages } from '../api/pages';
import { placeOf, readClips, useClip, useClipPlace } from '../api/queries';
import type { Clip } from '../api/types';
import { useAddress } from '../shell/address';
import { type KeyBinding, useKeys } from '../shell/keys';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { ClipPanel } from './ClipPanel';
import { gridOf, placeIn } from './grid';
import { Scrub } from './StripCell';

/** Clips of an answer. */
const atOnce = 60;
/** Clips beside the open one that are there before an arrow asks for them. */
const atHand = 30;

/** Thumbnails that scrub under the pointer; the chosen clip opens beside them, not instead of them. Only those in sight are in the page. */
export function RollClips({
  id,
  show,
  total,
  canRestore,
}: {
  id: string;
  show: string;
  total: number;
  canRestore: boolean;
}) {
  const [open, setOpen] = useAddress('clip');
  const frame = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const grid = useMemo(() => gridOf(width), [width]);
  const rows = useVirtualizer({
    count: width === 0 ? 0 : Math.ceil(total / grid.columns),
    getScrollElement: () => frame.current,
    estimateSize: () => grid.height,
    overscan: 2,
  });
  const { scrollToIndex, measure } = rows;
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are placed anew
  useEffect(measure, [measure, grid.height]);
  const items = rows.getVirtualItems();
  const first = (items[0]?.index ?? 0) * grid.columns;
  const last = Math.min(total - 1, ((items.at(-1)?.index ?? 0) + 1) * grid.columns - 1);

  const place = useClipPlace(id, open);
  const clip = useClip(open, id);
  const at = open === '' ? -1 : (place.data ?? -1);
  // The neighbours of the open clip are at hand, for the arrows.
  const pages = usePages({
    key: ['clips', id],
    size: atOnce,
    first: at < 0 ? first : Math.min(first, Math.max(first - atOnce, at - atHand)),
    last: at < 0 ? last : Math.max(last, Math.min(last + atOnce, at + atHand)),
    read: async (page, signal) => (await readClips(id, { offset: page * atOnce }, atOnce, signal)).clips,
    enabled: width > 0 && total > 0,
  });
  useEffect(() => {
    if (at >= 0 && width > 0) scrollToIndex(Math.floor(at / grid.columns));
  }, [at, grid.columns, scrollToIndex, width]);
  const client = useQueryClient();
  // Keys come faster than pages are drawn: the next one counts from the clip that was asked for last, drawn or not.
  const here = useRef(-1);
  useEffect(() => {
    if ((new URLSearchParams(window.location.search).get('clip') ?? '') === open) here.current = at;
  }, [at, open]);
  const openAt = useCallback(
    (next: Clip, index: number) => {
      // Where it stands is known here; an arrow pressed before the server has said so must not go astray.
      client.setQueryData(placeOf(id, next.id), index);
      here.current = index;
      setOpen(next.id);
    },
    [client, id, setOpen],
  );
  const move = useCallback(
    (by: number) => {
      if (open !== '' && here.current < 0) return;
      const index = Math.max(0, Math.min(total - 1, here.current < 0 ? 0 : here.current + by));
      const next = pages.at(index);
      if (next) openAt(next, index);
    },
    [open, openAt, pages, total],
  );
  useEffect(() => {
    // The arrows lead the focus along; who works in the panel keeps it there.
    if (at >= 0 && document.activeElement?.classList.contains('thumb'))
      document.getElementById(`clip-${open}`)?.focus();
  }, [at, open]);
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
  const isEmpty = total === 0;
  return (
    <>
      {pages.error ? <ProblemNote error={pages.error} retry={pages.retry} /> : null}
      {isEmpty ? (
        <p className="empty">This roll has no clips: its files are copied and verified all the same.</p>
      ) : null}
      {pages.isPending && !isEmpty ? <Loading rows={3} height={150} what="the clips" /> : null}
      <div className="clips" data-open={clip.data !== undefined} hidden={isEmpty}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by the keyboard */}
        <section className="clip-frame" ref={frame} tabIndex={0} aria-label="Clips">
          <ul className="thumbs" style={{ height: rows.getTotalSize() }}>
            {items.flatMap((row) =>
              placeIn(row.index, grid, total).map((cell) => (
                <Cell
                  key={cell.index}
                  index={cell.index}
                  total={total}
                  style={{
                    width: grid.width,
                    height: grid.height,
                    transform: `translate(${cell.left}px, ${row.start}px)`,
                  }}
                  clip={pages.at(cell.index)}
                  open={open}
                  onOpen={openAt}
                  onClose={() => setOpen('')}
                />
              )),
            )}
          </ul>
        </section>
        {clip.data ? (
          <ClipPanel
            key={clip.data.id}
            clip={clip.data}
            show={show}
            canRestore={canRestore}
            close={() => setOpen('')}
          />
        ) : null}
      </div>
      {clip.error ? <ProblemNote error={clip.error} retry={() => void clip.refetch()} /> : null}
    </>
  );
}

function Cell({
  index,
  total,
  style,
  clip,
  open,
  onOpen,
  onClose,
}: {
  index: number;
  total: number;
  style: CSSProperties;
  clip: Clip | undefined;
  open: string;
  onOpen: (clip: Clip, index: number) => void;
  onClose: () => void;
}) {
  return (
    <li style={style} aria-posinset={index + 1} aria-setsize={total}>
      {clip ? (
        <Thumb
          clip={clip}
          isOpen={clip.id === open}
          onOpen={() => (clip.id === open ? onClose() : onOpen(clip, index))}
        />
      ) : (
        <span className="thumb to-come">
          <span className="picture" />
        </span>
      )}
    </li>
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
              <Scrub clip={clip.id} strip={clip.proxy.stripGrid} position={position} />
            ) : null}
          </>
        ) : (
          <span className="no-picture">
            {clip.proxyState === 'waiting' ? '○ waiting for its proxy' : `▲ no proxy: ${clip.proxyReason}`}
          </span>
        )}
      </span>
      <span className="name">
        {clip.name}
        {clip.problems.length > 0 ? (
          <span className="problems">
            {' '}
            ▲ {clip.problems.length} {clip.problems.length === 1 ? 'problem' : 'problems'}
          </span>
        ) : null}
      </span>
      <span className="quiet">
        {clip.timecodeStart || 'no timecode'}
        {clip.frames ? ` · ${clip.frames} fr` : ''}
        {clip.codec ? ` · ${clip.codec}` : ''}
      </span>
    </button>
  );
}
