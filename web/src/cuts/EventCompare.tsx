import { useMemo } from 'react';
import { useClip } from '../api/queries';
import type { KeptCut, MatchedEvent, OfflineEvent, OfflineView } from '../api/types';
import { FrameCompare } from '../player/FrameCompare';
import { labeller, type Playable } from '../player/Player';
import { useAddress } from '../shell/address';
import { type KeyBinding, useKeys } from '../shell/keys';
import { proxyOf, sheetOf, useEventFrames, verdictOf } from './movies';

/** An event's original beside the offline at the same record time: head, middle, tail, or any frame between. */
export function EventCompare({
  cut,
  event,
  place,
  offline,
}: {
  cut: KeptCut;
  event: MatchedEvent;
  place: OfflineEvent;
  offline: OfflineView;
}) {
  const [against] = useAddress('against');
  const [said, setAt] = useAddress('at');
  const other = (event.candidates ?? []).find((one) => one.clip.id === against);
  const meant = other ?? (event.clip ? { clip: event.clip, frames: event.frames } : (event.candidates ?? [])[0]);
  const clip = useClip(meant?.clip.id ?? '', '').data;
  const shown = useEventFrames(cut.id, event.event, meant?.clip.id, meant?.frames);
  const places = shown.data?.places ?? [];
  const last = Math.max(0, place.frames - 1);
  const at = Math.min(last, Math.max(0, Number.parseInt(said, 10) || 0));
  useKeys(
    useMemo<KeyBinding[]>(() => {
      const go = (to: number) => setAt(String(Math.min(last, Math.max(0, to))));
      return [
        {
          key: 'ArrowLeft',
          does: 'one frame of the event back (Shift: ten)',
          run: (key) => go(at - (key.shiftKey ? 10 : 1)),
        },
        {
          key: 'ArrowRight',
          does: 'one frame of the event on (Shift: ten)',
          run: (key) => go(at + (key.shiftKey ? 10 : 1)),
        },
        { key: 'Home', does: 'the first frame of the event', run: () => go(0) },
        { key: 'End', does: 'the last frame of the event', run: () => go(last) },
      ];
    }, [at, last, setAt]),
  );
  const score = place.places?.find((one) => one.place === places.find((named) => named.at === at)?.name)?.score;
  const frame = shown.data?.frames[at] ?? null;
  const verdict = place.verdict ? verdictOf(place.verdict) : null;
  return (
    <section className="event-compare" aria-label={`Original and offline of event ${event.number || event.event}`}>
      {clip?.proxy && meant ? (
        <FrameCompare
          a={{
            name: clip.name,
            src: `/api/clips/${clip.id}/proxy.mp4`,
            rate: clip.rate,
            frame,
            label: labeller(playableOf(clip))(frame ?? 0),
          }}
          b={{
            name: 'Offline',
            src: proxyOf(cut.id, offline.offline.id),
            rate: offline.rate ?? '',
            frame: place.first === null || place.first === undefined ? null : place.first + at,
            label: `frame ${((place.first ?? 0) + at).toLocaleString('en')}`,
          }}
        />
      ) : (
        <p className="quiet">
          {meant
            ? 'The original has no proxy to be shown.'
            : 'No clip is known for this event: the offline alone would say nothing.'}
        </p>
      )}
      <p className="row">
        {places.map((one) => (
          <button key={one.name} type="button" aria-pressed={one.at === at} onClick={() => setAt(String(one.at))}>
            {one.name}
          </button>
        ))}
        <button
          type="button"
          aria-label="One frame of the event back"
          onClick={() => setAt(String(Math.max(0, at - 1)))}
        >
          ◂
        </button>
        <button
          type="button"
          aria-label="One frame of the event on"
          onClick={() => setAt(String(Math.min(last, at + 1)))}
        >
          ▸
        </button>
        <output aria-label="Frame of the event" className="timecode">
          {(at + 1).toLocaleString('en')} of {place.frames.toLocaleString('en')}
        </output>
        {score !== undefined && score !== null ? <span>likeness {score.toFixed(2)}</span> : null}
      </p>
      {shown.error ? <p className="todo">{shown.error.message}</p> : null}
      {verdict && !other ? (
        <p>
          <span className="state" data-state={verdict.tone}>
            <span aria-hidden="true">{verdict.sign}</span> {verdict.word}
          </span>{' '}
          {place.sentence}{' '}
          {place.hasPicture ? (
            <a href={sheetOf(cut.id, offline.offline.id, event.event)} target="_blank" rel="noreferrer">
              Original, offline and difference without the grade
            </a>
          ) : null}
        </p>
      ) : null}
    </section>
  );
}

const playableOf = (clip: {
  name: string;
  rate?: string;
  timecodeStart?: string;
  frames?: number | null;
}): Playable => ({
  name: clip.name,
  proxy: '',
  rate: clip.rate ?? null,
  start: clip.timecodeStart || null,
  dropFrame: (clip.timecodeStart ?? '').includes(';'),
  frames: clip.frames ?? null,
  strip: null,
});
