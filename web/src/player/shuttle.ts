import { type RefObject, useEffect, useMemo, useState } from 'react';
import { frameAt, type Rate, timeOf } from './timecode';

/** Speed as J K L set it. Browsers do not play backwards, so backwards is seeking frame by frame. */
export function useShuttle(video: RefObject<HTMLVideoElement | null>, rate: Rate) {
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
    // The browser's own controls, where there are some, start and stop as well.
    const ended = () => setSpeed((now) => Math.min(now, 0));
    const begun = () => setSpeed((now) => (now === 0 ? 1 : now));
    element.addEventListener('pause', ended);
    element.addEventListener('play', begun);
    const deaf = () => {
      element.removeEventListener('pause', ended);
      element.removeEventListener('play', begun);
    };
    if (speed >= 0) return deaf;

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
      deaf();
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
