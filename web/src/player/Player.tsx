import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type KeyBinding, useKeys } from '../shell/keys';
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
}

/** Frame-accurate playback of a proxy: J K L, single frames, in and out, loop. The address keeps the position. */
export function Player({ clip, frame, onFrame }: { clip: Playable; frame: number; onFrame: (frame: number) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const rate = useMemo<Rate>(() => parseRate(clip.rate ?? '') ?? { numerator: 25, denominator: 1 }, [clip.rate]);
  const origin = useMemo(() => (clip.start ? (frameOfLabel(clip.start, rate) ?? 0) : 0), [clip.start, rate]);
  const [shown, setShown] = useState(frame);
  // The frame that was asked for last: before the browser has loaded anything, the video knows of none.
  const wanted = useRef(frame);
  const [range, setRange] = useState<{ from: number | null; to: number | null }>({ from: null, to: null });
  const [failed, setFailed] = useState(false);
  const shuttle = useShuttle(video, rate);
  const last = (clip.frames ?? Number.POSITIVE_INFINITY) - 1;

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

  // The label follows the picture, not the clock of the page.
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    let handle = 0;
    const follow = (_: number, metadata: VideoFrameCallbackMetadata) => {
      const now = frameAt(metadata.mediaTime, rate);
      setShown(now);
      if (range.to !== null && now >= range.to && !element.paused) element.currentTime = timeOf(range.from ?? 0, rate);
      handle = element.requestVideoFrameCallback(follow);
    };
    handle = element.requestVideoFrameCallback(follow);
    return () => element.cancelVideoFrameCallback(handle);
  }, [range, rate]);

  const step = useCallback(
    (by: number) => {
      shuttle.stop();
      const element = video.current;
      const isLoaded = element !== null && element.readyState >= HTMLMediaElement.HAVE_METADATA;
      seek((isLoaded ? frameAt(element.currentTime, rate) : wanted.current) + by);
    },
    [rate, seek, shuttle],
  );

  useKeys(
    useMemo<KeyBinding[]>(
      () => [
        { key: ' ', does: 'play or pause', run: () => shuttle.toggle() },
        { key: 'j', does: 'play backwards, faster each time', run: () => shuttle.faster(-1) },
        { key: 'k', does: 'stop', run: () => shuttle.stop() },
        { key: 'l', does: 'play forwards, faster each time', run: () => shuttle.faster(1) },
        { key: 'ArrowLeft', does: 'one frame back (Shift: ten)', run: (event) => step(event.shiftKey ? -10 : -1) },
        { key: 'ArrowRight', does: 'one frame on (Shift: ten)', run: (event) => step(event.shiftKey ? 10 : 1) },
        { key: 'i', does: 'in point: loop from here', run: () => setRange((old) => ({ ...old, from: shown })) },
        { key: 'o', does: 'out point: loop to here', run: () => setRange((old) => ({ ...old, to: shown })) },
        { key: 'x', does: 'clear in and out', run: () => setRange({ from: null, to: null }) },
      ],
      [shown, shuttle, step],
    ),
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
          onLoadedMetadata={() => seek(wanted.current)}
          onPause={() => video.current && onFrame(frameAt(video.current.currentTime, rate))}
          onError={() => setFailed(true)}
        >
          <track kind="captions" />
        </video>
      )}
      <figcaption>
        <output className="timecode" aria-label="Timecode">
          {clip.start ? labelOfFrame(origin + shown, rate, clip.dropFrame) : `frame ${shown}`}
        </output>
        <span className="quiet">
          {clip.start ? `frame ${shown}` : 'no timecode'}
          {clip.frames ? ` of ${clip.frames}` : ''}
          {clip.rate ? ` · ${clip.rate}` : ''}
          {shuttle.speed !== 0 && shuttle.speed !== 1 ? ` · ${shuttle.speed}×` : ''}
        </span>
        <Range
          range={range}
          label={(at) => (clip.start ? labelOfFrame(origin + at, rate, clip.dropFrame) : String(at))}
        />
        <span className="buttons">
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

function Range({
  range,
  label,
}: {
  range: { from: number | null; to: number | null };
  label: (frame: number) => string;
}) {
  if (range.from === null && range.to === null) return null;
  return (
    <span className="quiet">
      in {range.from === null ? '–' : label(range.from)} · out {range.to === null ? '–' : label(range.to)}
    </span>
  );
}

/** Speed as J K L set it. Browsers do not play backwards, so backwards is seeking frame by frame. */
function useShuttle(video: React.RefObject<HTMLVideoElement | null>, rate: Rate) {
  const [speed, setSpeed] = useState(0);

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    if (speed > 0) {
      element.playbackRate = speed;
      void element.play().catch(() => setSpeed(0));
    } else {
      element.pause();
    }
    const ended = () => setSpeed(0);
    element.addEventListener('ended', ended);
    if (speed >= 0) return () => element.removeEventListener('ended', ended);

    let last = performance.now();
    let handle = 0;
    const back = (now: number) => {
      const at = element.currentTime + ((now - last) / 1000) * speed;
      last = now;
      element.currentTime = Math.max(0, at);
      if (at > 0) handle = requestAnimationFrame(back);
      else setSpeed(0);
    };
    handle = requestAnimationFrame(back);
    return () => {
      cancelAnimationFrame(handle);
      element.removeEventListener('ended', ended);
      element.currentTime = timeOf(frameAt(element.currentTime, rate), rate);
    };
  }, [speed, rate, video]);

  return useMemo(
    () => ({
      speed,
      stop: () => setSpeed(0),
      toggle: () => setSpeed((now) => (now === 0 ? 1 : 0)),
      faster: (direction: 1 | -1) =>
        setSpeed((now) => (Math.sign(now) === direction ? Math.max(-8, Math.min(8, now * 2)) : direction)),
    }),
    [speed],
  );
}
