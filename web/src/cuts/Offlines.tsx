import { type DragEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useChange } from '../api/queries';
import type { KeptCut, OfflineView } from '../api/types';
import { many } from '../pulls/words';
import { Bar } from '../shell/Bar';
import { bytes, moment } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';
import { State, type StateWord } from '../shell/State';
import { say } from '../shell/undo';
import {
  checkOffline,
  type Going,
  goingNow,
  handIn,
  removeOffline,
  restoreOffline,
  stopSending,
  watchGoing,
} from './movies';

/** The reference movies of a cut: handed in here, compared with the originals, taken away by who brought them. */
export function Offlines({
  cut,
  offlines,
  mayPlan,
  mayRemove,
}: {
  cut: KeptCut;
  offlines: readonly OfflineView[];
  mayPlan: boolean;
  mayRemove: (view: OfflineView) => boolean;
}) {
  const going = useSyncExternalStore(watchGoing, goingNow);
  const field = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  // What has begun to arrive is to stand in the list, and what has come whole too.
  const hand = useChange((file: File) => handIn(cut.id, file));
  const remove = useChange((view: OfflineView) => removeOffline(cut.id, view.offline.id));
  const compare = useChange((view: OfflineView) => checkOffline(cut.id, view.offline.id));
  const isSending = going !== null && !going.isFailed;
  useEffect(() => {
    if (!isSending) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isSending]);
  const take = (file: File | null | undefined) => {
    if (file && !isSending) hand.mutate(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  if (!mayPlan && offlines.length === 0) return null;
  return (
    <section className="offlines" aria-label="Offline">
      {mayPlan ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same by keyboard.
        <div
          className="drop"
          data-over={isOver}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <p>
            Drop the offline of this cut here, or{' '}
            <button type="button" disabled={isSending} onClick={() => field.current?.click()}>
              Choose a movie…
            </button>{' '}
            <span className="quiet">
              Its frames are shown beside those of the originals, and compared. QuickTime, MP4 or MXF at the rate of the
              cut, with its timecode or from its first frame on.
            </span>
          </p>
          <input
            ref={field}
            type="file"
            accept=".mov,.mp4,.m4v,.mxf"
            hidden
            aria-label="Offline to hand in"
            onChange={(event) => {
              take(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
        </div>
      ) : null}
      {hand.error ? <ProblemNote error={hand.error} /> : null}
      {remove.error ? <ProblemNote error={remove.error} /> : null}
      {compare.error ? <ProblemNote error={compare.error} /> : null}
      {going?.cut === cut.id ? <OnItsWay going={going} /> : null}
      {offlines.length > 0 ? (
        <ul className="plain-list" aria-label="Reference movies">
          {offlines.map((view) => (
            <li key={view.offline.id}>
              <Offline view={view} />
              {mayPlan && view.stage === 'ready' ? (
                <button type="button" disabled={compare.isPending} onClick={() => compare.mutate(view)}>
                  {view.check ? 'Compare again' : 'Compare'}
                </button>
              ) : null}{' '}
              {mayPlan && mayRemove(view) ? (
                <button
                  type="button"
                  aria-label={`Take ${view.offline.name} away`}
                  onClick={() =>
                    remove.mutate(view, {
                      onSuccess: () =>
                        say({
                          message: `${view.offline.name} is taken away.`,
                          undo:
                            view.offline.state === 'kept' ? () => restoreOffline(cut.id, view.offline.id) : undefined,
                        }),
                    })
                  }
                >
                  ✕
                </button>
              ) : null}
              {(view.faults ?? []).map((fault) => (
                <p key={fault.message} className="todo">
                  {fault.message} {fault.fix}
                </p>
              ))}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function OnItsWay({ going }: { going: Going }) {
  return (
    <p aria-live="polite">
      <Bar fraction={going.sent / going.size} word={going.isFailed ? 'failed' : 'running'} label={going.name} />{' '}
      {going.name}: {bytes(going.sent)} of {bytes(going.size)} {going.reason}{' '}
      <button type="button" onClick={stopSending}>
        {going.isFailed ? 'Clear' : 'Stop'}
      </button>
    </p>
  );
}

const stages: Record<OfflineView['stage'], { word: StateWord; says: string }> = {
  arriving: { word: 'waiting', says: 'not whole yet: choose the same file again to go on' },
  refused: { word: 'failed', says: 'not taken' },
  preparing: { word: 'running', says: 'is looked at and made playable' },
  ready: { word: 'done', says: '' },
  unplayable: { word: 'failed', says: 'cannot be shown' },
};

function Offline({ view }: { view: OfflineView }) {
  const { offline, stage, check } = view;
  const { word, says } = stages[stage];
  return (
    <>
      <b>{offline.name}</b> <State word={word} /> {says}{' '}
      <span className="quiet">
        {bytes(offline.length)}
        {view.frames ? `, ${view.frames.toLocaleString('en')} frames` : ''}
        {view.start ? ` from ${view.start}` : ''}, {moment(offline.sentAt)} {offline.sentBy}
      </span>{' '}
      {check ? (
        <span role="status">
          {check.state === 'done'
            ? `${many(check.events, 'event')} compared.`
            : check.state === 'held'
              ? `The comparison is held. ${check.problem} ${check.advice}`
              : check.state === 'cancelled'
                ? 'The comparison was cancelled.'
                : `${check.compared.toLocaleString('en')} of ${many(check.events, 'event')} compared.`}
        </span>
      ) : null}{' '}
    </>
  );
}
