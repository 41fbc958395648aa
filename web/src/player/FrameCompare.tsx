import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useAddress } from '../shell/address';
import { type KeyBinding, useKeys } from '../shell/keys';
import { frameAt, parseRate, timeOf } from './timecode';
import './compare.css';

/** A frame of something that can be played. */
export interface ComparedSide {
  /** What it is: "original", "offline", a clip's name. */
  name: string;
  /** The address of its proxy. */
  src: string;
  /** Frames per second as a ratio. */
  rate: string;
  /** The frame, counted from 0; null where it has none. */
  frame: number | null;
  /** The frame's label. */
  label: string;
}

export const views = ['side', 'wipe', 'difference'] as const;
export type View = (typeof views)[number];

const words: Record<View, string> = { side: 'Side by side', wipe: 'Wipe', difference: 'Difference' };
const gains = [1, 2, 4, 8, 16];

/** Frames that two which play may be apart before one is moved. */
const mostApart = 2;

/** Two frames side by side, one wiped over the other, or what differs between them. The address keeps how they are looked at. */
export function FrameCompare({
  a,
  b,
  isPlaying = false,
  onFrame,
}: {
  a: ComparedSide;
  b: ComparedSide;
  isPlaying?: boolean;
  /** Told which frame of the first one is seen while it plays. */
  onFrame?: (frame: number) => void;
}) {
  const [said, setView] = useAddress('view', 'side');
  const view = views.find((one) => one === said) ?? 'side';
  const [wiped, setWiped] = useAddress('wipe', '50');
  const wipe = within(Number.parseInt(wiped, 10), 0, 100, 50);
  const [amplified, setGain] = useAddress('gain', '4');
  const gain = gains.find((one) => String(one) === amplified) ?? 4;
  useKeys(
    useMemo<KeyBinding[]>(() => {
      const amplify = (by: number) => setGain(String(gains[within(gains.indexOf(gain) + by, 0, gains.length - 1, 0)]));
      return [
        {
          key: 'v',
          does: 'side by side, wipe, difference',
          run: () => setView(views[(views.indexOf(view) + 1) % views.length] ?? 'side'),
        },
        ...(view === 'wipe'
          ? [
              { key: '[', does: 'move the wipe to the left', run: () => setWiped(String(Math.max(0, wipe - 5))) },
              { key: ']', does: 'move the wipe to the right', run: () => setWiped(String(Math.min(100, wipe + 5))) },
            ]
          : []),
        ...(view === 'difference'
          ? [
              { key: '-', does: 'amplify the difference less', run: () => amplify(-1) },
              { key: '+', does: 'amplify the difference more', run: () => amplify(1) },
            ]
          : []),
      ];
    }, [gain, setGain, setView, setWiped, view, wipe]),
  );
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (view !== 'wipe' || (event.type === 'pointermove' && event.buttons === 0)) return;
    const box = event.currentTarget.getBoundingClientRect();
    setWiped(String(within(Math.round(((event.clientX - box.left) / box.width) * 100), 0, 100, 50)));
  };
  const isWhole = a.frame !== null && b.frame !== null;
  return (
    <figure className="frame-compare" data-view={view}>
      <div className="choices">
        <fieldset className="row">
          <legend className="hidden">How to compare</legend>
          {views.map((one) => (
            <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
              {words[one]}
            </button>
          ))}
        </fieldset>
        {view === 'wipe' ? (
          <label>
            Wipe{' '}
            <input
              type="range"
              min={0}
              max={100}
              value={wipe}
              onChange={(change) => setWiped(change.target.value)}
              aria-valuetext={`${wipe} % ${a.name}`}
            />
          </label>
        ) : null}
        {view === 'difference' ? (
          <label>
            Amplified{' '}
            <select value={String(gain)} onChange={(change) => setGain(change.target.value)}>
              {gains.map((one) => (
                <option key={one} value={one}>
                  {one}×
                </option>
              ))}
            </select>
          </label>
        ) : null}
      </div>
      {/* The slider does the same by keyboard. */}
      <div
        className="frames"
        style={view === 'difference' ? { filter: `brightness(${gain})` } : undefined}
        onPointerDown={drag}
        onPointerMove={drag}
      >
        <Still side={a} isPlaying={isPlaying} onFrame={onFrame} />
        {view === 'side' || isWhole ? (
          <Still side={b} isPlaying={isPlaying} clip={view === 'wipe' ? `inset(0 0 0 ${wipe}%)` : undefined} />
        ) : null}
        {view === 'wipe' ? <span className="needle" style={{ left: `${wipe}%` }} /> : null}
      </div>
      <figcaption>
        {[a, b].map((side) => (
          <span key={side.name}>
            <b>{side.name}</b> <span className="timecode">{side.frame === null ? 'no such frame' : side.label}</span>
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** One frame of a proxy, or, while it plays, those after it. */
export function Still({
  side,
  clip,
  isPlaying = false,
  onFrame,
}: {
  side: ComparedSide;
  clip?: string;
  isPlaying?: boolean;
  onFrame?: (frame: number) => void;
}) {
  const video = useRef<HTMLVideoElement>(null);
  const rate = useMemo(() => parseRate(side.rate) ?? { numerator: 25, denominator: 1 }, [side.rate]);
  const [shown, setShown] = useState<number | null>(null);
  const [failed, setFailed] = useState(false);
  const { frame, src } = side;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another movie begins at its first frame
  useEffect(() => {
    const element = video.current;
    if (!element || frame === null) return;
    const go = () => {
      // One that plays is moved only when it has run away from the other.
      if (isPlaying && Math.abs(frameAt(element.currentTime, rate) - frame) <= mostApart) return;
      element.currentTime = timeOf(frame, rate);
    };
    if (element.readyState >= HTMLMediaElement.HAVE_METADATA) go();
    element.addEventListener('loadedmetadata', go);
    return () => element.removeEventListener('loadedmetadata', go);
  }, [frame, isPlaying, rate, src]);
  useEffect(() => {
    const element = video.current;
    if (!element || !isPlaying) return;
    let handle = 0;
    const follow = (_: number, metadata: VideoFrameCallbackMetadata) => {
      onFrame?.(frameAt(metadata.mediaTime, rate));
      handle = element.requestVideoFrameCallback(follow);
    };
    handle = element.requestVideoFrameCallback(follow);
    void element.play().catch(() => undefined);
    return () => {
      element.cancelVideoFrameCallback(handle);
      element.pause();
    };
  }, [isPlaying, onFrame, rate]);
  if (frame === null) return <span className="none">{side.name} has no such frame</span>;
  if (failed) return <span className="none">{side.name} does not play in this browser</span>;
  return (
    <video
      ref={video}
      src={src}
      muted
      playsInline
      preload="auto"
      aria-label={`${side.name}, ${side.label}`}
      data-shown={shown ?? undefined}
      style={clip ? { clipPath: clip } : undefined}
      onSeeked={(event) => setShown(frameAt(event.currentTarget.currentTime, rate))}
      onError={() => setFailed(true)}
    />
  );
}

const within = (value: number, least: number, most: number, otherwise: number) =>
  Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;
