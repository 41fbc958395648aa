import { type PointerEvent, useEffect, useRef } from 'react';
import { useWaveform } from '../api/clips';
import { columnsOf } from './peaks';

/** The sound of a clip over its length, as high as it is loud; a click goes there. */
export function Waveform({
  clip,
  frames,
  seconds,
  onGo,
}: {
  clip: string;
  frames: number;
  seconds: number;
  onGo: (frame: number) => void;
}) {
  const sound = useWaveform(clip);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const peaks = sound.data;
    if (!element || !peaks) return;
    const draw = () => {
      const scale = window.devicePixelRatio || 1;
      const [width, height] = [Math.round(element.clientWidth * scale), Math.round(element.clientHeight * scale)];
      [element.width, element.height] = [width, height];
      const pen = element.getContext('2d');
      if (!pen) return;
      pen.fillStyle = getComputedStyle(element).color;
      const share = height / peaks.channels.length;
      peaks.channels.forEach((channel, at) => {
        const middle = share * (at + 0.5);
        columnsOf(channel, peaks.samplesPerPeak / peaks.sampleRate, seconds, width).forEach((peak, x) => {
          const half = Math.max(0.5, (peak / 255) * (share / 2 - 1));
          pen.fillRect(x, middle - half, 1, 2 * half);
        });
      });
    };
    const watch = new ResizeObserver(draw);
    watch.observe(element);
    return () => watch.disconnect();
  }, [seconds, sound.data]);

  // A clip can be watched without its waveform: that it could not be had is no reason to fail.
  if (sound.error) return null;
  const press = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    onGo(Math.max(0, Math.min(frames - 1, Math.floor(((event.clientX - box.left) / box.width) * frames))));
  };
  return (
    <canvas
      ref={canvas}
      className="waveform"
      role="img"
      aria-label="Sound of the clip over its length"
      data-ready={sound.data !== undefined}
      onPointerDown={press}
    />
  );
}
