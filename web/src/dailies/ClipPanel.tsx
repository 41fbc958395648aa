import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useChange } from '../api/queries';
import type { ClipDaily, SyncedRecording } from '../api/types';
import { useShuttle } from '../player/shuttle';
import { frameAt, parseRate, timeOf } from '../player/timecode';
import { type KeyBinding, useKeys } from '../shell/keys';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';
import { say } from '../shell/undo';
import { fileOf, redo } from './queries';
import { SlatePanel } from './Slates';
import { lookOf, soundOf, standingOf } from './words';

const unknownRate = { numerator: 25, denominator: 1 };

/** One clip: its picture and sound together, what was doubted and where, and every recording that was asked. */
export function ClipPanel({
  clip,
  mayDecide,
  hasKeys,
  children,
}: {
  clip: ClipDaily;
  mayDecide: boolean;
  /** Whether the keys that play are this clip's: one of a page has them. */
  hasKeys: boolean;
  children?: ReactNode;
}) {
  const video = useRef<HTMLVideoElement>(null);
  const rate = useMemo(() => parseRate(clip.rate) ?? unknownRate, [clip.rate]);
  const shuttle = useShuttle(video, rate);
  const seek = (frame: number) => {
    shuttle.stop();
    if (video.current) video.current.currentTime = timeOf(frame, rate);
  };
  useKeys(
    useMemo<KeyBinding[]>(() => {
      const step = (by: number) => {
        shuttle.stop();
        if (video.current)
          video.current.currentTime = timeOf(Math.max(0, frameAt(video.current.currentTime, rate) + by), rate);
      };
      return hasKeys
        ? [
            { key: ' ', does: 'play or pause', run: () => shuttle.toggle() },
            { key: 'j', does: 'play backwards, faster each time', run: (event) => !event.repeat && shuttle.faster(-1) },
            { key: 'k', does: 'stop', run: () => shuttle.stop() },
            { key: 'l', does: 'play forwards, faster each time', run: (event) => !event.repeat && shuttle.faster(1) },
            { key: 'ArrowLeft', does: 'one frame back (Shift: ten)', run: (event) => step(event.shiftKey ? -10 : -1) },
            { key: 'ArrowRight', does: 'one frame on (Shift: ten)', run: (event) => step(event.shiftKey ? 10 : 1) },
          ]
        : [];
    }, [hasKeys, rate, shuttle]),
  );
  return (
    <section aria-label={clip.name} className="daily">
      <h3>
        {clip.name} <State {...standingOf(clip)} />
      </h3>
      {clip.playable ? (
        // The sound of the take is what people listen to here; nothing has captions.
        // biome-ignore lint/a11y/useMediaCaption: rushes have no captions
        <video
          ref={video}
          controls
          preload="metadata"
          src={fileOf(clip, clip.playable)}
          aria-label={`Daily of ${clip.name}`}
        />
      ) : (
        <p className="empty">Nothing that a browser plays was made of it.</p>
      )}
      {clip.doubts.length > 0 ? (
        <ul aria-label={`Doubts about ${clip.name}`} className="doubts">
          {clip.doubts.map((doubt) => (
            <li key={`${doubt.kind} ${doubt.frame} ${doubt.words}`}>
              {doubt.frame == null ? null : (
                <button type="button" className="plain" onClick={() => seek(doubt.frame ?? 0)}>
                  frame {doubt.frame}
                </button>
              )}{' '}
              {doubt.words}
            </li>
          ))}
        </ul>
      ) : null}
      <Stills clip={clip} seek={seek} />
      {clip.slate?.state === 'proposed' ? (
        <details open>
          <summary>Its slate was read</summary>
          <SlatePanel slate={clip.slate} mayDecide={mayDecide} hasKeys={false} />
        </details>
      ) : null}
      {children}
      <Sounds clip={clip} mayDecide={mayDecide} />
      {clip.findings.length > 0 ? (
        <details>
          <summary>All of quality control ({clip.findings.length})</summary>
          <ul aria-label={`Findings in ${clip.name}`}>
            {clip.findings.map((finding) => (
              <li key={`${finding.fault} ${finding.first} ${finding.words}`}>
                {finding.first == null ? null : (
                  <button type="button" className="plain" onClick={() => seek(finding.first ?? 0)}>
                    frame {finding.first}
                  </button>
                )}{' '}
                <span className="quiet">{finding.severity}</span> {finding.words}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {[...clip.warnings, ...clip.defaults].map((sentence) => (
        <p key={sentence} className="quiet">
          {sentence}
        </p>
      ))}
    </section>
  );
}

/** The stills of the set that the clip was held against, with what differs; a look that differs stands open. */
function Stills({ clip, seek }: { clip: ClipDaily; seek: (frame: number) => void }) {
  if (clip.stills.length === 0) return null;
  return (
    <details open={clip.stills.some((still) => still.verdict === 'differs' || still.verdict === 'not-found')}>
      <summary>Look: {lookOf(clip)}</summary>
      {clip.stills.map((still) => (
        <figure key={still.still} className="still-check">
          {still.map ? (
            <a href={fileOf(clip, still.map)} target="_blank" rel="noreferrer">
              <img
                src={fileOf(clip, still.map)}
                alt={`${still.still}, ${clip.name} and where they differ, side by side`}
                loading="lazy"
              />
            </a>
          ) : null}
          <figcaption>
            {still.frame == null ? null : (
              <button type="button" className="plain" onClick={() => seek(still.frame ?? 0)}>
                frame {still.frame}
              </button>
            )}{' '}
            {still.words}
            {still.map ? (
              <span className="quiet">
                {' '}
                Left the still, in the middle the clip, right the difference: black none, yellow the limit, red twice of
                it.
              </span>
            ) : null}
          </figcaption>
        </figure>
      ))}
    </details>
  );
}

/** The recordings that could be this clip's, with why; an operator takes one, or says that there is none. */
function Sounds({ clip, mayDecide }: { clip: ClipDaily; mayDecide: boolean }) {
  const [offset, setOffset] = useState('');
  const act = useChange((recording: SyncedRecording | null) =>
    redo(
      clip.clip,
      recording
        ? {
            files: recording.files,
            offsetSamples: offset.trim() === '' ? (recording.offsetSamples ?? 0) : Number(offset),
            isNone: false,
          }
        : { files: [], offsetSamples: 0, isNone: true },
      '',
    ),
  );
  const sound = clip.sound;
  if (!sound) return null;
  const run = (recording: SyncedRecording | null) =>
    act.mutate(recording, { onSuccess: () => say({ message: `${clip.name} is made again with that sound.` }) });
  return (
    <details open={clip.doubts.some((doubt) => doubt.kind === 'sync')}>
      <summary>Sound: {soundOf(clip)}</summary>
      <p>{sound.reason}</p>
      {sound.recordings.length > 0 ? (
        <table className="plain-table" aria-label={`Recordings for ${clip.name}`}>
          <thead>
            <tr>
              <th scope="col">Recording</th>
              <th scope="col">Slate</th>
              <th scope="col">Verdict</th>
              <th scope="col" className="number">
                Offset, samples
              </th>
              <th scope="col" className="number">
                Frames
              </th>
              <th scope="col" className="number">
                Drift, ppm
              </th>
              <th scope="col">Why</th>
              {mayDecide ? <th scope="col">Decide</th> : null}
            </tr>
          </thead>
          <tbody>
            {sound.recordings.map((one) => (
              <tr key={one.files.join(' ')}>
                <th scope="row">
                  {one.files[0]} <span className="quiet">{one.roll}</span>
                </th>
                <td>
                  {one.scene} {one.take}
                </td>
                <td>{one.verdict}</td>
                <td className="number">{one.offsetSamples?.toFixed(1) ?? ''}</td>
                <td className="number">{one.offsetFrames?.toFixed(2) ?? ''}</td>
                <td className="number">{one.driftPpm?.toFixed(1) ?? ''}</td>
                <td>{one.reason}</td>
                {mayDecide ? (
                  <td>
                    <button type="button" disabled={act.isPending} onClick={() => run(one)}>
                      Use this
                    </button>
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {mayDecide ? (
        <div className="row">
          <label>
            Begin at this sample instead
            <input value={offset} inputMode="decimal" onChange={(event) => setOffset(event.target.value)} />
          </label>
          <button type="button" disabled={act.isPending} onClick={() => run(null)}>
            It has no sound
          </button>
        </div>
      ) : null}
      {act.error ? <ProblemNote error={act.error} /> : null}
    </details>
  );
}
