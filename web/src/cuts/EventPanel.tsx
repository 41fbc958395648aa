import { useMemo } from 'react';
import { Link } from 'react-router';
import type { MatchedCandidate, MatchedEvent } from '../api/types';
import { percent } from '../shell/format';
import { type KeyBinding, useKeys } from '../shell/keys';
import { FramePicture } from './FramePicture';
import type { Choice } from './requests';
import { kinds, outcomeOf, signOf } from './words';

/** One event beside the list: why it has its outcome, and the candidates side by side, decided by one key. */
export function EventPanel({
  event,
  show,
  mayDecide,
  choose,
  close,
}: {
  event: MatchedEvent;
  show: string;
  mayDecide: boolean;
  choose: (event: MatchedEvent, choice: Choice, words: string) => void;
  close: () => void;
}) {
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
      <ol className="candidates">
        {candidates.map((one, index) => (
          <Candidate
            key={one.clip.id}
            candidate={one}
            number={index + 1}
            show={show}
            isIt={event.clip?.id === one.clip.id}
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
}: {
  candidate: MatchedCandidate;
  number: number;
  show: string;
  isIt: boolean;
  choose: (() => void) | null;
}) {
  const { clip } = candidate;
  const frame = Math.max(0, candidate.frames?.start ?? 0);
  return (
    <li data-chosen={isIt}>
      <FramePicture clip={clip.id} frames={candidate.frames} />
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
      ) : null}
    </li>
  );
}

const noneOf = (event: MatchedEvent): Choice => ({ notClips: (event.candidates ?? []).map((one) => one.clip.id) });

const noneWords = (name: string) => `Event ${name} is none of those clips.`;
