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
