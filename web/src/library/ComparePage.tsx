import { useCallback, useMemo, useState } from 'react';
import { Link as Anchor } from 'react-router';
import { useClip } from '../api/queries';
import type { Clip } from '../api/types';
import { type ComparedSide, FrameCompare } from '../player/FrameCompare';
import { type Link, type Linked, partnerOf, usualLink } from '../player/linked';
import { frameOfLabel, labelOfFrame, parseRate } from '../player/timecode';
import { useAddress, useShowName } from '../shell/address';
import { type KeyBinding, useKeys } from '../shell/keys';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';

/** Two clips at linked frames: side by side, wiped, or their difference. All of it is in the address. */
export function ComparePage() {
  const show = useShowName();
  const [a] = useAddress('a');
  const [b] = useAddress('b');
  const [one, other] = [useClip(a, show), useClip(b, show)];
  const error = one.error ?? other.error;
  return (
    <>
      <p className="quiet">
        <Anchor to={`/library?${new URLSearchParams({ show, clip: a })}`}>Library</Anchor> · {show}
      </p>
      <h1>Compare</h1>
      {a === '' || b === '' ? (
        <p className="empty">
          Two clips are compared. Open one in the Library, press <i>Compare with another…</i>, open the other and press{' '}
          <i>Compare with</i> the first.
        </p>
      ) : null}
      {error ? (
        <ProblemNote
          error={error}
          retry={() => {
            void one.refetch();
            void other.refetch();
          }}
        />
      ) : null}
      {one.data && other.data ? (
        <Compared a={one.data} b={other.data} />
      ) : a !== '' && b !== '' && !error ? (
        <Loading rows={8} what="the clips" />
      ) : null}
    </>
  );
}

function Compared({ a, b }: { a: Clip; b: Clip }) {
  const [one, other] = useMemo(() => [linkedOf(a), linkedOf(b)], [a, b]);
  const usual = useMemo(() => usualLink(one, other), [one, other]);
  const [said, setFrame] = useAddress('frame', '0');
  const [link, setLink] = useAddress('link', usual);
  const [shifted, setOffset] = useAddress('offset', '0');
  const [isPlaying, setPlaying] = useState(false);
  const last = Math.max(0, (one.frames ?? 1) - 1);
  const frame = Math.min(last, Math.max(0, Number.parseInt(said, 10) || 0));
  const offset = Number.parseInt(shifted, 10) || 0;
  const by: Link = link === 'timecode' ? 'timecode' : 'frames';
  const partner = partnerOf(one, frame, other, by, offset);
  const played = useCallback((at: number) => setFrame(String(at)), [setFrame]);
  useKeys(
    useMemo<KeyBinding[]>(() => {
      const go = (to: number) => {
        setPlaying(false);
        setFrame(String(Math.min(last, Math.max(0, to))));
      };
      return [
        { key: ' ', does: 'play or pause both', run: () => setPlaying((now) => !now) },
        { key: 'k', does: 'stop', run: () => setPlaying(false) },
        { key: 'l', does: 'play both', run: () => setPlaying(true) },
        {
          key: 'ArrowLeft',
          does: 'both one frame back (Shift: ten)',
          run: (key) => go(frame - (key.shiftKey ? 10 : 1)),
        },
        {
          key: 'ArrowRight',
          does: 'both one frame on (Shift: ten)',
          run: (key) => go(frame + (key.shiftKey ? 10 : 1)),
        },
        { key: 'Home', does: 'the first frame', run: () => go(0) },
        { key: 'End', does: 'the last frame', run: () => go(last) },
        { key: ',', does: 'the second one frame earlier', run: () => setOffset(String(offset - 1)) },
        { key: '.', does: 'the second one frame later', run: () => setOffset(String(offset + 1)) },
      ];
    }, [frame, last, offset, setFrame, setOffset]),
  );
  const lacking = [a, b].filter((clip) => clip.proxyState !== 'made');
  if (lacking.length > 0)
    return (
      <p className="todo">
        {lacking.map((clip) => clip.name).join(' and ')} {lacking.length === 1 ? 'has' : 'have'} no proxy to be shown.{' '}
        {lacking.map((clip) => clip.proxyReason).join(' ')}
      </p>
    );
  return (
    <>
      <FrameCompare a={sideOf(a, one, frame)} b={sideOf(b, other, partner)} isPlaying={isPlaying} onFrame={played} />
      <p className="row">
        <button type="button" onClick={() => setPlaying((now) => !now)}>
          {isPlaying ? 'Pause' : 'Play'}
        </button>
        <label>
          Linked by{' '}
          <select value={by} onChange={(change) => setLink(change.target.value)}>
            <option value="timecode">timecode</option>
            <option value="frames">frames from the first</option>
          </select>
        </label>
        <label>
          The second by so many frames later{' '}
          <input
            type="number"
            value={offset}
            min={-100_000}
            max={100_000}
            onChange={(change) => setOffset(change.target.value)}
          />
        </label>
        <Anchor
          to={`?${new URLSearchParams({ show: new URLSearchParams(window.location.search).get('show') ?? '', a: b.id, b: a.id, frame: String(partner ?? 0) })}`}
        >
          Exchange the two
        </Anchor>
      </p>
    </>
  );
}

const linkedOf = (clip: Clip): Linked => ({
  rate: clip.rate ?? '',
  start: clip.proxy?.timecode || clip.timecodeStart || '',
  frames: clip.proxy?.frames ?? clip.frames ?? null,
});

function sideOf(clip: Clip, linked: Linked, frame: number | null): ComparedSide {
  const rate = parseRate(linked.rate);
  const origin = rate && linked.start ? frameOfLabel(linked.start, rate) : null;
  return {
    name: clip.name,
    src: `/api/clips/${clip.id}/proxy.mp4`,
    rate: linked.rate,
    frame,
    label:
      rate && origin !== null
        ? labelOfFrame(origin + (frame ?? 0), rate, linked.start.includes(';'))
        : `frame ${frame ?? 0}`,
  };
}
