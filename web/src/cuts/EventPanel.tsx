import { useMemo } from 'react';
import { Link } from 'react-router';
import { useClip } from '../api/queries';
import type { MatchedCandidate, MatchedEvent, OfflineEvent, OfflineView } from '../api/types';
import { Still } from '../player/FrameCompare';
import { useAddress } from '../shell/address';
import { percent } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { FramePicture } from './FramePicture';
import { proxyOf } from './movies';
import type { Choice } from './requests';
import { kinds, outcomeOf, signOf } from './words';

/** One event beside the list: why it has its outcome, and the candidates side by side, decided by one key. */
export function EventPanel({
  event,
  show,
  mayDecide,
  choose,
  close,
  offline,
}: {
  event: MatchedEvent;
  show: string;
  mayDecide: boolean;
  choose: (event: MatchedEvent, choice: Choice, words: string) => void;
  close: () => void;
  /** The movie of the cut and where the event lies in it; null without one. */
  offline: { cut: string; view: OfflineView; place: OfflineEvent | undefined } | null;
}) {
  const [against, setAgainst] = useAddress('against');
  const first = offline?.place?.first ?? null;
  const middle = Math.floor((offline?.place?.frames ?? 0) / 2);
  const name = event.number || event.event;
  const { word, sign, tone } = signOf(outcomeOf(event));
  const candidates = useMemo(() => (event.candidates ?? []).slice(0, 9), [event.candidates]);
  useKeys(
    useMemo<KeyBinding[]>(
      () =>
        mayDecide
          ? [
              ...candidates.map((one, index) => ({
                key: String(index + 1),
                does: `it is ${one.clip.name}`,
                run: () => choose(event, { clip: one.clip.id }, `Event ${name} is ${one.clip.name}.`),
              })),
              ...(candidates.length > 0
                ? [{ key: '0', does: 'it is none of these', run: () => choose(event, noneOf(event), noneWords(name)) }]
                : []),
            ]
          : [],
      [candidates, choose, event, mayDecide, name],
    ),
  );
  return (
    <aside className="panel event" aria-label={`Event ${name}`}>
      <header className="panel-head">
        <h2>
          Event {name}:{' '}
          <span className="state" data-state={tone}>
            <span aria-hidden="true">{sign}</span> {word}
          </span>
        </h2>
        <button type="button" aria-label="Close the event" onClick={close}>
          ✕
        </button>
      </header>
      <p>{event.why}</p>
      <p className="quiet">
        The list says {event.reel || event.name || 'no name'}
        {event.reel && event.name && event.name !== event.reel ? `, ${event.name}` : ''}
        {event.sourceStart ? ` from ${event.sourceStart}` : ', no source timecode'}
        {event.sourceFrames ? `, ${event.sourceFrames.toLocaleString('en')} frames` : ''}.
      </p>
      {offline && first !== null && candidates.length > 0 ? (
        <figure className="still-frame" aria-label="The offline in the middle of the event">
          <Still
            side={{
              name: 'Offline',
              src: proxyOf(offline.cut, offline.view.offline.id),
              rate: offline.view.rate ?? '',
              frame: first + middle,
              label: 'middle of the event',
            }}
          />
        </figure>
      ) : null}
      <ol className="candidates">
        {candidates.map((one, index) => (
          <Candidate
            key={one.clip.id}
            candidate={one}
            number={index + 1}
            show={show}
            isIt={event.clip?.id === one.clip.id}
            compare={first === null ? null : () => setAgainst(against === one.clip.id ? '' : one.clip.id)}
            isCompared={against === one.clip.id}
            choose={mayDecide ? () => choose(event, { clip: one.clip.id }, `Event ${name} is ${one.clip.name}.`) : null}
          />
        ))}
      </ol>
      {mayDecide ? (
        <p className="row">
          {candidates.length > 0 ? (
            <button type="button" onClick={() => choose(event, noneOf(event), noneWords(name))}>
              None of these <kbd>0</kbd>
            </button>
          ) : null}
          <label>
            No camera original, but{' '}
            <select
              value=""
              onChange={(change) => {
                const kind = kinds.find(([one]) => one === change.target.value);
                if (kind) choose(event, { kind: kind[0] }, `Event ${name} is ${kind[1]}.`);
              }}
            >
              <option value="">…</option>
              {kinds.map(([kind, words]) => (
                <option key={kind} value={kind}>
                  {words}
                </option>
              ))}
            </select>
          </label>
        </p>
      ) : null}
    </aside>
  );
}

function Candidate({
  candidate,
  number,
  show,
  isIt,
  choose,
  compare,
  isCompared,
}: {
  candidate: MatchedCandidate;
  number: number;
  show: string;
  isIt: boolean;
  choose: (() => void) | null;
  /** Shows it beside the offline; null without one. */
  compare: (() => void) | null;
  isCompared: boolean;
}) {
  const { clip } = candidate;
  const frame = Math.max(0, candidate.frames?.start ?? 0);
  return (
    <li data-chosen={isIt}>
      {compare ? <CandidateFrame candidate={candidate} /> : <FramePicture clip={clip.id} frames={candidate.frames} />}
      <p>
        <Link
          to={`/library?show=${encodeURIComponent(show)}&q=${encodeURIComponent(clip.name)}&clip=${clip.id}&frame=${frame}`}
        >
          {clip.name}
        </Link>{' '}
        <span className="quiet">{[clip.roll, clip.shootDay, clip.unit].filter((part) => part !== '').join(' · ')}</span>
      </p>
      <p className="quiet">
        {percent(candidate.probability)} likely
        {candidate.frames
          ? `; frames ${frame.toLocaleString('en')} to ${(frame + candidate.frames.count).toLocaleString('en')} of it`
          : '; the timecode does not fit'}
      </p>
      <ul className="evidence">
        {candidate.evidence.map((one) => (
          <li key={one.words}>
            <span aria-hidden="true">{one.fits ? '+' : '−'}</span>
            <span className="hidden">{one.fits ? 'for: ' : 'against: '}</span> {one.words}
          </li>
        ))}
      </ul>
      {choose ? (
        <button type="button" className={isIt ? undefined : 'primary'} onClick={choose}>
          {isIt ? 'It is this one' : 'This one'} <kbd>{number}</kbd>
        </button>
      ) : null}{' '}
      {compare ? (
        <button type="button" aria-pressed={isCompared} aria-label={`Compare ${clip.name}`} onClick={compare}>
          Compare
        </button>
      ) : null}
    </li>
  );
}

/** The very frame of a candidate that would be seen in the middle of the event: beside an offline a frame near it is not enough. */
function CandidateFrame({ candidate }: { candidate: MatchedCandidate }) {
  const clip = useClip(candidate.clip.id, '').data;
  if (!clip?.proxy || !clip.rate || !candidate.frames)
    return <FramePicture clip={candidate.clip.id} frames={candidate.frames} />;
  const frame = Math.max(0, candidate.frames.start) + Math.floor(candidate.frames.count / 2);
  return (
    <span className="still-frame">
      <Still
        side={{
          name: clip.name,
          src: `/api/clips/${clip.id}/proxy.mp4`,
          rate: clip.rate,
          frame: Math.min(frame, Math.max(0, (clip.proxy.frames ?? clip.frames ?? frame + 1) - 1)),
          label: 'middle of the event',
        }}
      />
    </span>
  );
}

const noneOf = (event: MatchedEvent): Choice => ({ notClips: (event.candidates ?? []).map((one) => one.clip.id) });

const noneWords = (name: string) => `Event ${name} is none of those clips.`;
