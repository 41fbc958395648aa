import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { rateName } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { GoTo } from './GoTo';
import { type Span, spanAt } from './markers';
import { type Mark, ScrubBar, type Strip } from './ScrubBar';
import { useShuttle } from './shuttle';
import { frameAt, frameOfLabel, labelOfFrame, parseRate, type Rate, timeOf } from './timecode';
import './player.css';

export interface Playable {
  name: string;
  proxy: string;
  /** An exact ratio, such as "24000/1001"; a sound clip may have none. */
  rate: string | null;
  /** The label of the first frame, or null when the clip has no timecode. */
  start: string | null;
  dropFrame: boolean;
  frames: number | null;
  strip: Strip | null;
}

/** First and last frame of the loop; null where it is open. */
export interface Range {
  from: number | null;
  to: number | null;
}

/** The label of each frame of a clip, or its number where the clip has no timecode. */
export function labeller(clip: Playable): (frame: number) => string {
  const rate = rateOf(clip);
  const origin = clip.start ? (frameOfLabel(clip.start, rate) ?? 0) : 0;
  return (frame) => (clip.start ? labelOfFrame(origin + frame, rate, clip.dropFrame) : `frame ${frame}`);
}

const rateOf = (clip: Playable): Rate => parseRate(clip.rate ?? '') ?? { numerator: 25, denominator: 1 };

/** Frame-accurate playback of a proxy: J K L, single frames, in and out, loop, markers. The address keeps position and loop. */
export function Player({
  clip,
  frame,
  onFrame,
  range,
  onRange,
  marks,
  onMark,
  under,
}: {
  clip: Playable;
  frame: number;
  onFrame: (frame: number) => void;
  range: Range;
  onRange: (range: Range) => void;
  marks: readonly Mark[];
  /** Marks frames, while that frame is shown; absent for those who may not. */
  onMark?: (span: Span, frame: number) => void;
  /** What stands between picture and bar, for so many frames that last so long. */
  under?: (frames: number, seconds: number) => ReactNode;
}) {
  const video = useRef<HTMLVideoElement>(null);
  const rate = useMemo(() => rateOf(clip), [clip]);
  const label = useMemo(() => labeller(clip), [clip]);
  const [shown, setShown] = useState(frame);
  // The frame that was asked for last: before the browser has loaded anything, the video knows of none.
  const wanted = useRef(frame);
  const [failed, setFailed] = useState(false);
  const [isGoing, setGoing] = useState(false);
  const shuttle = useShuttle(video, rate);
  // Sound alone says no frames: its length is counted in them when the browser knows it.
  const [measured, setMeasured] = useState<number | null>(null);
  const frames = clip.frames ?? measured;
  const last = (frames ?? Number.POSITIVE_INFINITY) - 1;
  const { from, to } = range;

  const seek = useCallback(
    (target: number) => {
      if (!video.current) return;
      const clamped = Math.min(Math.max(0, target), last);
      wanted.current = clamped;
      video.current.currentTime = timeOf(clamped, rate);
      setShown(clamped);
      onFrame(clamped);
    },
    [last, onFrame, rate],
  );

  // Somebody else, such as a list of comments, asks for a frame by the address.
  useEffect(() => {
    if (frame === wanted.current) return;
    shuttle.stop();
    seek(frame);
  }, [frame, seek, shuttle]);

  // The label follows the picture, not the clock of the page.
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    let handle = 0;
    const follow = (_: number, metadata: VideoFrameCallbackMetadata) => {
      const now = frameAt(metadata.mediaTime, rate);
      setShown(now);
      if (to !== null && now >= to && !element.paused) element.currentTime = timeOf(from ?? 0, rate);
      handle = element.requestVideoFrameCallback(follow);
    };
    handle = element.requestVideoFrameCallback(follow);
    return () => element.cancelVideoFrameCallback(handle);
  }, [from, rate, to]);

  const here = useCallback(() => {
    const element = video.current;
    const isLoaded = element !== null && element.readyState >= HTMLMediaElement.HAVE_METADATA;
    return isLoaded ? Math.min(frameAt(element.currentTime, rate), last) : wanted.current;
  }, [last, rate]);
  const go = useCallback(
    (target: number) => {
      shuttle.stop();
      seek(target);
    },
    [seek, shuttle],
  );
  // Whoever marks says something about it next: the picture waits.
  const mark = useCallback(() => {
    const at = here();
    go(at);
    onMark?.(spanAt(at, { from, to }), at);
  }, [from, go, here, onMark, to]);
  const step = useCallback((by: number) => go(here() + by), [go, here]);

  // K held makes J and L single steps.
  const isHeld = useRef(false);
  useEffect(() => {
    const release = (event: KeyboardEvent | FocusEvent) => {
      if (!(event instanceof KeyboardEvent) || event.key.toLowerCase() === 'k') isHeld.current = false;
    };
    window.addEventListener('keyup', release);
    window.addEventListener('blur', release);
    return () => {
      window.removeEventListener('keyup', release);
      window.removeEventListener('blur', release);
    };
  }, []);

  useKeys(
    useMemo<KeyBinding[]>(() => {
      const run = (event: KeyboardEvent, direction: 1 | -1) => {
        if (isHeld.current) step(direction);
        // A key that is held repeats by itself; only a new press makes it faster.
        else if (!event.repeat) shuttle.faster(direction);
      };
      return [
        { key: ' ', does: 'play or pause', run: () => shuttle.toggle() },
        { key: 'j', does: 'play backwards, faster each time (K held: one frame)', run: (event) => run(event, -1) },
        {
          key: 'k',
          does: 'stop; held, J and L go one frame',
          run: () => {
            isHeld.current = true;
            shuttle.stop();
          },
        },
        { key: 'l', does: 'play forwards, faster each time (K held: one frame)', run: (event) => run(event, 1) },
        { key: 'ArrowLeft', does: 'one frame back (Shift: ten)', run: (event) => step(event.shiftKey ? -10 : -1) },
        { key: 'ArrowRight', does: 'one frame on (Shift: ten)', run: (event) => step(event.shiftKey ? 10 : 1) },
        { key: 'Home', does: 'the first frame', run: () => go(0) },
        { key: 'End', does: 'the last frame', run: () => Number.isFinite(last) && go(last) },
        { key: 'i', does: 'in point: loop from here (Shift: go there)', run: () => onRange({ from: here(), to }) },
        { key: 'o', does: 'out point: loop to here (Shift: go there)', run: () => onRange({ from, to: here() }) },
        { key: 'I', does: 'go to the in point', run: () => from !== null && go(from) },
        { key: 'O', does: 'go to the out point', run: () => to !== null && go(to) },
        { key: 'x', does: 'clear in and out', run: () => onRange({ from: null, to: null }) },
        { key: '=', does: 'type a timecode to go to', run: () => setGoing(true) },
        ...(onMark ? [{ key: 'm', does: 'mark this frame, or in to out, and say why', run: mark }] : []),
      ];
    }, [from, go, here, last, mark, onMark, onRange, shuttle, step, to]),
  );

  return (
    <figure className="player">
      {failed ? (
        <p role="alert">This proxy does not play in this browser. Download it, or open the clip in another browser.</p>
      ) : (
        <video
          ref={video}
          src={clip.proxy}
          preload="auto"
          playsInline
          aria-label={`Picture of ${clip.name}`}
          onLoadedMetadata={(event) => {
            const { duration } = event.currentTarget;
            if (Number.isFinite(duration)) setMeasured(Math.max(1, frameAt(duration, rate)));
            seek(wanted.current);
          }}
          // The clock stops between two frames: what is on screen is asked for once more, so that label and picture are one.
          onPause={() => video.current && seek(here())}
          onError={() => setFailed(true)}
        >
          <track kind="captions" />
        </video>
      )}
      {frames ? under?.(frames, (frames * rate.denominator) / rate.numerator) : null}
      {frames ? (
        <ScrubBar
          frames={frames}
          shown={shown}
          range={range}
          marks={marks}
          strip={clip.strip}
          label={label}
          onGo={go}
        />
      ) : null}
      <figcaption>
        {isGoing ? (
          <GoTo clip={clip} rate={rate} shown={shown} onGo={go} onClose={() => setGoing(false)} />
        ) : (
          <output className="timecode" aria-label="Timecode">
            {label(shown)}
          </output>
        )}
        <span className="quiet">
          {clip.start ? `frame ${shown}` : 'no timecode'}
          {frames ? ` of ${frames}` : ''}
          {clip.rate ? ` · ${rateName(clip.rate)} fps` : ''}
          {shuttle.speed !== 0 && shuttle.speed !== 1 ? ` · ${shuttle.speed}×` : ''}
        </span>
        {from === null && to === null ? null : (
          <span className="quiet">
            in {from === null ? '–' : label(from)} · out {to === null ? '–' : label(to)}
          </span>
        )}
        <span className="buttons">
          <button type="button" onClick={() => setGoing(true)}>
            Go to…
          </button>
          {onMark ? (
            <button type="button" onClick={mark}>
              Mark…
            </button>
          ) : null}
          <button type="button" onClick={() => step(-1)} aria-label="One frame back">
            ◂
          </button>
          <button type="button" onClick={() => shuttle.toggle()}>
            {shuttle.speed === 0 ? 'Play' : 'Pause'}
          </button>
          <button type="button" onClick={() => step(1)} aria-label="One frame on">
            ▸
          </button>
        </span>
      </figcaption>
    </figure>
  );
}
